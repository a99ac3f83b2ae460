package dev.sangam.measure.figures;

import dev.sangam.files.output.Figures;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a run was the same all along. Requests after the warm-up are cut by arrival into {@value #WINDOWS} windows of as
 * many requests; a trend is one that Mann's test (Econometrica 13, 1945) finds in the medians of the windows at the 1 % level, and that is large:
 * the last third is at least {@value #LARGE} times the first, or the other way round.
 *
 * @param trend what was found
 * @param text a sentence with figures
 */
public record Steadiness(Trend trend, String text) {
    private static final int WINDOWS = 12;
    private static final int FEWEST_PER_WINDOW = 5;
    private static final double LARGE = 1.5;

    /** 99.5 % quantile of the normal distribution: two-sided 1 %. */
    private static final double CRITICAL = 2.5758;

    /** What was found. */
    public enum Trend {
        /** No trend. */
        STEADY,
        /** Time to first token rose. */
        RISING,
        /** Time to first token fell. */
        FALLING,
        /** In an open loop, time to first token and requests in flight both rose. */
        OVER_SATURATED,
        /** Too few requests. */
        UNKNOWN
    }

    /** Tests a run. */
    public static Steadiness of(RunRecord run) {
        List<RequestRecord> requests = run.requests().stream()
                .filter(r -> r.intended() != RequestRecord.NEVER && RunSummary.counted(r, run.facts()))
                .sorted(Comparator.comparingLong(RequestRecord::intended))
                .toList();
        if (requests.size() < WINDOWS * FEWEST_PER_WINDOW) {
            return new Steadiness(
                    Trend.UNKNOWN,
                    "whether the run was steady cannot be told from " + Figures.count(requests.size())
                            + " requests; it takes " + WINDOWS * FEWEST_PER_WINDOW);
        }
        double[] ttft = new double[WINDOWS];
        double[] inFlight = new double[WINDOWS];
        long[] ends = requests(run).mapToLong(r -> end(r, run)).sorted().toArray();
        long[] starts =
                requests(run).mapToLong(RequestRecord::intended).sorted().toArray();
        for (int w = 0; w < WINDOWS; w++) {
            List<RequestRecord> window =
                    requests.subList(requests.size() * w / WINDOWS, requests.size() * (w + 1) / WINDOWS);
            double[] waits =
                    window.stream().mapToDouble(r -> wait(r, run)).sorted().toArray();
            ttft[w] = waits[waits.length / 2];
            long at = window.getLast().intended();
            inFlight[w] = countUpTo(starts, at) - countUpTo(ends, at);
        }
        return judge(ttft, inFlight, run.facts().openLoop());
    }

    private static Steadiness judge(double[] ttft, double[] inFlight, boolean openLoop) {
        String times = "the median TTFT went from " + shown(early(ttft)) + " in the first third of the run to "
                + shown(late(ttft)) + " in the last";
        boolean unanswered = late(ttft) == Double.POSITIVE_INFINITY;
        if (openLoop && rises(inFlight) && (rises(ttft) || unanswered)) {
            return new Steadiness(
                    Trend.OVER_SATURATED,
                    "the endpoint was over-saturated: requests in flight went from " + Figures.number(early(inFlight))
                            + " to " + Figures.number(late(inFlight)) + ", and " + times
                            + "; a longer run would show higher latencies");
        }
        if (!rises(ttft)) {
            return falls(ttft)
                    ? new Steadiness(
                            Trend.FALLING, times + "; figures depend on when one looks. Maybe a longer warm-up")
                    : new Steadiness(Trend.STEADY, times);
        }
        return new Steadiness(Trend.RISING, times + "; figures depend on when one looks. Maybe a longer run");
    }

    private static Stream<RequestRecord> requests(RunRecord run) {
        return run.requests().stream().filter(r -> r.intended() != RequestRecord.NEVER);
    }

    private static String shown(double seconds) {
        return seconds == Double.POSITIVE_INFINITY ? "no answer" : Figures.seconds(seconds);
    }

    /** Seconds to the first token, or to the end of a request that failed before; infinite where the run did not wait for it. */
    private static double wait(RequestRecord r, RunRecord run) {
        if (r.chunkTimes().length == 0 && r.outcome() == Outcome.CANCELLED) {
            return Double.POSITIVE_INFINITY;
        }
        long first = r.chunkTimes().length > 0 ? r.chunkTimes()[0] : end(r, run);
        return Math.max(0, first - r.intended()) / 1e9;
    }

    private static long end(RequestRecord r, RunRecord run) {
        return r.ended() == RequestRecord.NEVER ? Math.max(run.facts().nanos(), r.intended()) : r.ended();
    }

    private static int countUpTo(long[] sorted, long time) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean rises(double[] values) {
        return trendZ(values) > CRITICAL && late(values) >= LARGE * early(values);
    }

    private static boolean falls(double[] values) {
        return trendZ(values) < -CRITICAL && early(values) >= LARGE * late(values);
    }

    private static double early(double[] values) {
        return Arrays.stream(values, 0, values.length / 3).average().orElseThrow();
    }

    private static double late(double[] values) {
        return Arrays.stream(values, values.length - values.length / 3, values.length)
                .average()
                .orElseThrow();
    }

    /** Mann's statistic with Kendall's correction for continuity, in standard deviations. */
    static double trendZ(double[] values) {
        int n = values.length;
        int s = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                s += Double.compare(values[j], values[i]) > 0 ? 1 : values[j] < values[i] ? -1 : 0;
            }
        }
        double deviation = Math.sqrt(n * (n - 1) * (2.0 * n + 5) / 18);
        return s == 0 ? 0 : (s - Math.signum(s)) / deviation;
    }
}
