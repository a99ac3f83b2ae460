package dev.sangam.measure.report;

import dev.sangam.core.metric.Histogram;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plot.Axis;
import dev.sangam.files.output.Plot.Series;
import dev.sangam.files.output.Plot.Stroke;
import dev.sangam.files.output.Plot.Unit;
import dev.sangam.measure.figures.RequestTimes;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The plots of one run. Latencies are of whole answers that count: sent after the warm-up, and not cancelled. */
final class RunPlots {
    private static final int CDF_POINTS = 400;
    private static final int SCATTER_POINTS = 10_000;
    private static final double SHORTEST = 1e-6;
    private static final double[] LATENESS_BOUNDS = {
        1e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30,
        60, 300
    };

    private final List<Group> groups;
    private final List<RequestRecord> all;
    private final long warmup;
    private final OverTime overTime;
    private final List<Label> labels;
    private final SloSettings slos;

    private RunPlots(RunRecord run, SloSettings slos) {
        this.labels = run.labels();
        this.slos = slos;
        this.groups = Group.of(run);
        this.all = run.requests();
        this.warmup = run.facts().warmupNanos();
        this.overTime = new OverTime(run);
    }

    /** In the order of the page. */
    static List<Plot> of(RunRecord run, SloSettings slos) {
        RunPlots plots = new RunPlots(run, slos);
        return List.of(
                plots.ttft(),
                plots.tbt(),
                plots.cdf(
                        "e2e",
                        "TTLT, time to last token",
                        "Share of requests whose whole answer was there so long after the time they were to be sent",
                        RunPlots::ttlt),
                plots.fluidity(),
                plots.lateness(),
                plots.overTime.ttft(),
                plots.overTime.tbt(),
                plots.overTime.inFlight(),
                plots.overTime.traffic(),
                plots.scatter());
    }

    private Plot ttft() {
        Plot plot = cdf(
                "ttft",
                "TTFT, time to first token",
                "Share of requests whose first token was there so long after the time they were to be sent. Dashed: counted"
                        + " from the time they were sent, which hides the wait of requests that were held back",
                RunPlots::ttft);
        List<Series> series = new ArrayList<>(plot.series());
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            series.add(curve(
                    group.name() + ", from actual send",
                    g,
                    Stroke.DASHED,
                    sorted(group.completed(), r -> (r.chunkTimes()[0] - r.sent()) / 1e9)));
        }
        return new Plot(plot.id(), plot.title(), plot.text(), plot.x(), plot.y(), series);
    }

    private Plot tbt() {
        List<Series> series = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            Histogram gaps = new Histogram();
            for (RequestRecord request : groups.get(g).completed()) {
                long[] times = request.chunkTimes();
                for (int i = 1; i < times.length; i++) {
                    gaps.add(times[i] - times[i - 1], 1);
                }
            }
            int points = (int) Math.min(gaps.count(), CDF_POINTS);
            double[] values = new double[points];
            for (int k = 0; k < points; k++) {
                values[k] = gaps.quantile((double) k / Math.max(1, points - 1)) / 1e9;
            }
            series.add(curve(groups.get(g).name(), g, Stroke.LINE, values));
        }
        return new Plot(
                "tbt",
                "TBT, time between tokens",
                "Share of the gaps between chunks of an answer that are at most so long",
                Axis.logarithmic("gap", Unit.SECONDS),
                Axis.of("", Unit.SHARE),
                series);
    }

    /** Requests of classes without token deadlines are left out. */
    private Plot fluidity() {
        List<Series> series = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            double[] indices = groups.get(g).completed().stream()
                    .mapToDouble(this::fluidity)
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            series.add(curve(groups.get(g).name(), g, Stroke.LINE, indices));
        }
        return new Plot(
                "fluidity",
                "Fluidity-index",
                "Share of requests whose fluidity-index is at most so high: the further to the right and the lower, the"
                        + " better",
                Axis.of("fluidity-index", Unit.SHARE),
                Axis.of("", Unit.SHARE),
                series);
    }

    private double fluidity(RequestRecord request) {
        return slos.slo(labels.get(request.label()), request.promptTokens()) instanceof Slo.Interactive slo
                ? RequestTimes.score(request, RequestTimes.tokens(request), slo).index()
                : Double.NaN;
    }

    private Plot cdf(String id, String title, String text, ToDoubleFunction<RequestRecord> seconds) {
        List<Series> series = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            series.add(curve(group.name(), g, Stroke.LINE, sorted(group.completed(), seconds)));
        }
        return new Plot(id, title, text, Axis.logarithmic("seconds", Unit.SECONDS), Axis.of("", Unit.SHARE), series);
    }

    private static double[] sorted(List<RequestRecord> requests, ToDoubleFunction<RequestRecord> value) {
        return requests.stream().mapToDouble(value).sorted().toArray();
    }

    /** Sorted values, thinned out, against the share of them that is at or below each. */
    private static Series curve(String label, int colour, Stroke stroke, double[] sorted) {
        int points = sorted.length == 0 ? 0 : Math.min(sorted.length, CDF_POINTS) + 1;
        double[] xs = new double[points];
        double[] ys = new double[points];
        for (int k = 0; k < points; k++) { // from 0 upright to the first value
            int rank = (int) Math.round((k - 1.0) / Math.max(1, points - 2) * (sorted.length - 1));
            xs[k] = Math.max(SHORTEST, sorted[Math.max(0, rank)]);
            ys[k] = k == 0 ? 0 : (rank + 1.0) / sorted.length;
        }
        return new Series(label, colour, stroke, xs, ys);
    }

    private Plot lateness() {
        double[] counts = new double[LATENESS_BOUNDS.length];
        for (RequestRecord request : all) {
            if (request.sent() != RequestRecord.NEVER && request.intended() >= warmup) {
                double seconds = (request.sent() - request.intended()) / 1e9;
                int bin = 0;
                while (bin + 1 < counts.length && seconds >= LATENESS_BOUNDS[bin + 1]) {
                    bin++;
                }
                counts[bin]++;
            }
        }
        return new Plot(
                "lateness",
                "Lateness of the load generator",
                "Requests by how long after their time they were sent. Long bars to the right of a few milliseconds mean"
                        + " that the generator, or its bound on requests in flight, was the bottleneck",
                Axis.logarithmic("lateness", Unit.SECONDS),
                Axis.of("requests", Unit.NUMBER),
                List.of(new Series("requests", 3, Stroke.STEPS, LATENESS_BOUNDS.clone(), counts)));
    }

    private Plot scatter() {
        int stride = Math.max(1, (all.size() + SCATTER_POINTS - 1) / SCATTER_POINTS);
        List<Series> series = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            List<RequestRecord> shown = groups.get(g).completed().stream()
                    .filter(r -> r.id() % stride == 0 && r.promptTokens() > 0)
                    .sorted(Comparator.comparingInt(RequestRecord::promptTokens))
                    .toList();
            series.add(new Series(
                    groups.get(g).name(),
                    g,
                    Stroke.POINTS,
                    shown.stream().mapToDouble(RequestRecord::promptTokens).toArray(),
                    shown.stream().mapToDouble(RunPlots::ttft).toArray()));
        }
        return new Plot(
                "scatter",
                "Prompt length and TTFT",
                stride == 1 ? "Every request is a point" : "One request in " + stride + " is a point",
                Axis.logarithmic("prompt tokens", Unit.NUMBER),
                Axis.logarithmic("TTFT", Unit.SECONDS),
                series);
    }

    private static double ttft(RequestRecord request) {
        return (request.chunkTimes()[0] - request.intended()) / 1e9;
    }

    private static double ttlt(RequestRecord request) {
        return (request.chunkTimes()[request.chunkTimes().length - 1] - request.intended()) / 1e9;
    }

    /**
     * Requests that share a colour.
     *
     * @param completed those of them with a whole answer of at least one token
     */
    record Group(String name, List<RequestRecord> completed) {
        /** By endpoint where there are several, else by class. */
        static List<Group> of(RunRecord run) {
            List<String> endpoints = run.facts().endpoints();
            List<String> names = endpoints.size() > 1
                    ? endpoints
                    : run.labels().stream()
                            .map(label -> label.qos().name())
                            .distinct()
                            .toList();
            return names.stream()
                    .map(name -> new Group(
                            name,
                            run.requests().stream()
                                    .filter(request -> name(run, request).equals(name) && counts(run, request))
                                    .toList()))
                    .toList();
        }

        private static String name(RunRecord run, RequestRecord request) {
            return run.facts().endpoints().size() > 1
                    ? run.facts().endpoints().get(request.endpoint())
                    : run.labels().get(request.label()).qos().name();
        }

        private static boolean counts(RunRecord run, RequestRecord request) {
            return request.intended() >= run.facts().warmupNanos()
                    && request.outcome() == Outcome.COMPLETED
                    && request.chunkTimes().length > 0;
        }
    }
}
