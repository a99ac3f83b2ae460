package dev.sangam.measure.report;

import dev.sangam.core.metric.Histogram;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plot.Axis;
import dev.sangam.files.output.Plot.Series;
import dev.sangam.files.output.Plot.Stroke;
import dev.sangam.files.output.Plot.Unit;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A run over time, warm-up and all, in intervals of equal width. */
final class OverTime {
    private static final int MOST_INTERVALS = 120;
    private static final int FEWEST_INTERVALS = 12;
    /** With fewer requests in an interval, its percentiles say nothing. */
    private static final int REQUESTS_PER_INTERVAL = 8;

    private final List<RequestRecord> requests;
    private final long width;
    private final int size;

    OverTime(RunRecord run) {
        this.requests = run.requests();
        int intervals = Math.clamp(requests.size() / REQUESTS_PER_INTERVAL, FEWEST_INTERVALS, MOST_INTERVALS);
        long end = Math.max(1, run.facts().nanos());
        this.width = Math.max(1, (end + intervals - 1) / intervals);
        this.size = (int) ((end + width - 1) / width);
    }

    Plot ttft() {
        return plot(
                "ttft-time",
                "TTFT over time",
                "By the time the requests were to be sent, in intervals of " + widthText()
                        + ". Dashed: counted from the time they were sent",
                Axis.logarithmic("TTFT", Unit.SECONDS),
                List.of(
                        quantile("p50", 0, Stroke.LINE, 0.5, r -> (double) (r.chunkTimes()[0] - r.intended())),
                        quantile("p99", 1, Stroke.LINE, 0.99, r -> (double) (r.chunkTimes()[0] - r.intended())),
                        quantile("p99, from actual send", 1, Stroke.DASHED, 0.99, r ->
                                (double) (r.chunkTimes()[0] - r.sent()))));
    }

    Plot tbt() {
        Histogram[] gaps = histograms();
        for (RequestRecord request : requests) {
            long[] times = request.chunkTimes();
            for (int i = 1; i < times.length; i++) {
                gaps[interval(times[i])].add(times[i] - times[i - 1], 1);
            }
        }
        return plot(
                "tbt-time",
                "TBT over time",
                "Gaps between chunks, by the time they ended",
                Axis.logarithmic("TBT", Unit.SECONDS),
                List.of(curve("p50", 0, Stroke.LINE, gaps, 0.5), curve("p99", 1, Stroke.LINE, gaps, 0.99)));
    }

    Plot inFlight() {
        double[] open = new double[size];
        double[] held = new double[size];
        for (RequestRecord request : requests) {
            if (request.sent() == RequestRecord.NEVER) {
                continue;
            }
            occupy(held, request.intended(), request.sent());
            occupy(open, request.sent(), Math.max(request.sent(), request.ended()));
        }
        return plot(
                "in-flight",
                "In flight",
                "Requests that were sent and not yet answered, and those that were due and not yet sent; mean of an interval",
                Axis.of("requests", Unit.NUMBER),
                List.of(
                        new Series("in flight", 2, Stroke.STEPS, starts(), open),
                        new Series("due, not sent", 3, Stroke.LINE, starts(), held)));
    }

    Plot traffic() {
        double[] due = new double[size];
        double[] whole = new double[size];
        double[] failed = new double[size];
        for (RequestRecord request : requests) {
            due[interval(request.intended())] += 1e9 / width;
            if (request.outcome() == Outcome.COMPLETED) {
                whole[interval(request.ended())] += 1e9 / width;
            } else if (request.outcome().failed() && request.ended() != RequestRecord.NEVER) {
                failed[interval(request.ended())] += 1e9 / width;
            }
        }
        return plot(
                "traffic",
                "Traffic",
                "Requests that were to be sent, answers that were whole, and failures",
                Axis.of("requests/s", Unit.NUMBER),
                List.of(
                        new Series("due", 7, Stroke.STEPS, starts(), due),
                        new Series("completed", 2, Stroke.LINE, starts(), whole),
                        new Series("failed", 1, Stroke.LINE, starts(), failed)));
    }

    private Plot plot(String id, String title, String text, Axis y, List<Series> series) {
        return new Plot(id, title, text, Axis.of("time", Unit.SECONDS), y, series);
    }

    private Series quantile(
            String label, int colour, Stroke stroke, double share, ToDoubleFunction<RequestRecord> nanos) {
        Histogram[] values = histograms();
        for (RequestRecord request : requests) {
            if (request.chunkTimes().length > 0) {
                values[interval(request.intended())].add((long) nanos.applyAsDouble(request), 1);
            }
        }
        return curve(label, colour, stroke, values, share);
    }

    private Series curve(String label, int colour, Stroke stroke, Histogram[] values, double share) {
        List<Integer> filled = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (values[i].count() > 0) {
                filled.add(i);
            }
        }
        return new Series(
                label,
                colour,
                stroke,
                filled.stream().mapToDouble(i -> (i + 0.5) * width / 1e9).toArray(),
                filled.stream()
                        .mapToDouble(i -> values[i].quantile(share) / 1e9)
                        .toArray());
    }

    private Histogram[] histograms() {
        Histogram[] result = new Histogram[size];
        Arrays.setAll(result, i -> new Histogram());
        return result;
    }

    /** Adds the share of each interval that lies between two times. */
    private void occupy(double[] intervals, long from, long to) {
        for (int i = interval(from); i <= interval(to); i++) {
            long start = Math.max(from, i * width);
            long end = Math.min(to, (i + 1) * width);
            intervals[i] += Math.max(0, end - start) / (double) width;
        }
    }

    private int interval(long nanos) {
        return Math.clamp(nanos / width, 0, size - 1);
    }

    private double[] starts() {
        double[] result = new double[size];
        Arrays.setAll(result, i -> i * width / 1e9);
        return result;
    }

    private String widthText() {
        return Figures.seconds(width / 1e9);
    }
}
