package dev.sangam.sim.report;

import dev.sangam.core.metric.Histogram;
import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.JsonText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The figures behind the plots of {@link HtmlReport}, thinned out so that the page stays small. Seconds and shares. */
final class PlotData {
    private static final int CDF_POINTS = 500;
    /** Over all classes together. */
    private static final int ALL_CDF_POINTS = 4000;

    private static final int TIME_POINTS = 240;
    private static final int SCATTER_POINTS = 20_000;
    private static final double SHORTEST = 1e-6;
    private static final MathContext DIGITS = new MathContext(4);

    private final RunResult result;
    private final Workload workload;
    private final RequestLog log;
    private final List<QosClass> classes;

    private PlotData(RunResult result) {
        this.result = result;
        this.workload = result.workload();
        this.log = result.run().requests();
        this.classes = workload.classes();
    }

    /** As JSON. */
    static String json(RunResult result) {
        PlotData data = new PlotData(result);
        return JsonText.compact(json -> {
            json.texts("classes", data.classes.stream().map(QosClass::name).toList());
            json.list("slos", data.classes, qos -> slo(json, qos.slo()));
            json.section("cdfs", () -> data.cdfs(json));
            json.section("timeline", () -> data.timeline(json));
            json.section("scatter", () -> data.scatter(json));
        });
    }

    /** Requests per point of the scatter plot. */
    static int scatterStride(int requests) {
        return Math.max(1, (requests + SCATTER_POINTS - 1) / SCATTER_POINTS);
    }

    private static void slo(JsonText json, Slo slo) {
        switch (slo) {
            case Slo.Interactive(long ttft, long tbt) -> {
                json.number("ttft", ttft / 1e9);
                json.number("tbt", tbt / 1e9);
            }
            case Slo.NonInteractive(long ttlt) -> json.number("ttlt", ttlt / 1e9);
            case Slo.BestEffort() -> {}
        }
    }

    private void cdfs(JsonText json) {
        curves(json, "ttft", i -> (double) (log.firstTokenAt(i) - workload.arrival(i)));
        json.arrays(
                "tbt", classes.stream().map(qos -> curve(result.run().tbt(qos))).toList());
        curves(json, "tpot", log::tpotNanos);
        curves(json, "ttlt", i -> (double) (log.lastTokenAt(i) - workload.arrival(i)));
    }

    private void curves(JsonText json, String key, IntToDoubleFunction nanos) {
        json.arrays(key, classes.stream().map(qos -> curve(of(qos), nanos)).toList());
    }

    private IntPredicate of(QosClass qos) {
        return i -> log.finished(i) && workload.qos(i).equals(qos);
    }

    /** Values at equal steps of the share of requests, from the smallest to the largest. */
    private double[] curve(IntPredicate member, IntToDoubleFunction nanos) {
        double[] sorted = IntStream.range(0, workload.size())
                .filter(member)
                .mapToDouble(nanos)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        int points = Math.min(sorted.length, points());
        double step = (sorted.length - 1) / (double) Math.max(1, points - 1);
        return IntStream.range(0, points)
                .mapToDouble(k -> seconds(sorted[(int) Math.round(k * step)]))
                .toArray();
    }

    private double[] curve(Histogram nanos) {
        int points = (int) Math.min(nanos.count(), points());
        return IntStream.range(0, points)
                .mapToDouble(k -> seconds((double) nanos.quantile((double) k / Math.max(1, points - 1))))
                .toArray();
    }

    private int points() {
        return Math.clamp(ALL_CDF_POINTS / Math.max(1, classes.size()), 2, CDF_POINTS);
    }

    private void timeline(JsonText json) {
        Timeline timeline = Timeline.of(result, TIME_POINTS);
        double[] middle = IntStream.range(0, workload.size() == 0 ? 0 : timeline.size())
                .mapToDouble(i -> timeline.startSeconds(i) + timeline.lengthSeconds(i) / 2)
                .toArray();
        json.numbers("time", rounded(middle, new MathContext(6)));
        for (Measure measure : Measure.values()) {
            json.numbers(measure.id(), rounded(timeline.values(measure), DIGITS));
        }
    }

    private void scatter(JsonText json) {
        int stride = scatterStride(workload.size());
        List<Integer> ids = IntStream.range(0, workload.size())
                .filter(i -> i % stride == 0 && log.finished(i))
                .boxed()
                .sorted(Comparator.comparingInt(workload::promptTokens))
                .toList();
        json.numbers("prompt_tokens", column(ids, workload::promptTokens));
        json.numbers("ttft_seconds", column(ids, i -> seconds((double) (log.firstTokenAt(i) - workload.arrival(i)))));
        json.numbers("class", column(ids, i -> classes.indexOf(workload.qos(i))));
    }

    private static double[] column(List<Integer> ids, IntToDoubleFunction value) {
        return ids.stream().mapToDouble(value::applyAsDouble).toArray();
    }

    /** At least a microsecond, since the axes are logarithmic. */
    private static double seconds(double nanos) {
        return rounded(Math.max(SHORTEST, nanos / 1e9), DIGITS);
    }

    private static double[] rounded(double[] values, MathContext digits) {
        return Arrays.stream(values).map(v -> rounded(v, digits)).toArray();
    }

    private static double rounded(double value, MathContext digits) {
        return Double.isFinite(value) ? new BigDecimal(value).round(digits).doubleValue() : value;
    }
}
