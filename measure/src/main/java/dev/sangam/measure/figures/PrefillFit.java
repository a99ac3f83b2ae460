package dev.sangam.measure.figures;

import dev.sangam.core.InputException;
import dev.sangam.core.calibration.NonNegativeLeastSquares;
import dev.sangam.measure.figures.PrefillProfile.Point;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fits a {@link PrefillProfile} to requests that had the endpoint to themselves: least squares of the time to first token from sending over
 * every single request, with no coefficient below 0.
 */
public final class PrefillFit {
    private static final int FEWEST_LENGTHS = 3;

    /** A request with more than this share of its prompt in the server's cache tells nothing about computing it. */
    private static final double CACHED_SHARE = 0.1;

    private PrefillFit() {}

    /**
     * A measured time.
     *
     * @param tokens of the prompt, as the server counted them
     * @param seconds to the first token
     */
    public record Sample(int tokens, double seconds) {
        public Sample {
            if (tokens < 1 || !(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a prompt of " + tokens + " tokens took " + seconds + " s; it must be >= 1 token and >= 0 s");
            }
        }
    }

    /**
     * The profile that a run shows.
     *
     * @throws InputException when requests overlapped, or too few are left of too few lengths
     */
    public static PrefillProfile of(RunRecord run) {
        List<RequestRecord> sent = run.requests().stream()
                .filter(r -> r.sent() != RequestRecord.NEVER)
                .sorted(Comparator.comparingLong(RequestRecord::sent))
                .toList();
        for (int i = 1; i < sent.size(); i++) {
            if (sent.get(i).sent() < sent.get(i - 1).ended()) {
                throw new InputException(
                        "prefill profile: request " + sent.get(i).id() + " was sent before request "
                                + sent.get(i - 1).id()
                                + " had ended; a profile needs requests one at a time. Maybe record it with"
                                + " 'sangam bench profile-prefill'");
            }
        }
        List<RequestRecord> whole = sent.stream()
                .filter(r -> RunSummary.counted(r, run.facts()))
                .filter(r -> r.outcome() == Outcome.COMPLETED && r.chunkTimes().length > 0 && r.promptTokens() > 0)
                .toList();
        List<Sample> samples = whole.stream()
                .filter(r -> r.cachedTokens() <= CACHED_SHARE * r.promptTokens())
                .map(r -> new Sample(r.promptTokens(), RequestTimes.toFirst(r, r.sent())))
                .toList();
        return fit(
                run.facts().model(),
                String.join(" ", run.facts().endpoints()),
                run.facts().startedAt(),
                samples,
                whole.size() - samples.size());
    }

    /**
     * The curve nearest to the samples.
     *
     * @param dropped samples left out because of a cache
     * @throws InputException when they have fewer than three lengths
     */
    public static PrefillProfile fit(
            String model, String endpoint, String measured, List<Sample> samples, int dropped) {
        Map<Integer, List<Double>> lengths = new TreeMap<>();
        for (Sample sample : samples) {
            lengths.computeIfAbsent(sample.tokens, n -> new ArrayList<>()).add(sample.seconds);
        }
        if (lengths.size() < FEWEST_LENGTHS) {
            throw new InputException("prefill profile: there are usable times of " + lengths.size()
                    + " prompt lengths; it takes " + FEWEST_LENGTHS
                    + (dropped > 0 ? ". Maybe make the prompts differ: " + dropped + " were found in a cache" : ""));
        }
        double[][] rows = new double[samples.size()][];
        double[] times = new double[samples.size()];
        for (int i = 0; i < rows.length; i++) {
            double n = samples.get(i).tokens;
            rows[i] = new double[] {1, n, n * n};
            times[i] = samples.get(i).seconds;
        }
        double[] abc = NonNegativeLeastSquares.solve(rows, times);
        List<Point> points = new ArrayList<>();
        lengths.forEach((tokens, values) -> points.add(point(tokens, values)));
        return new PrefillProfile(
                model, endpoint, measured, abc[0], abc[1], abc[2], r2(rows, times, abc), points, dropped);
    }

    private static Point point(int tokens, List<Double> seconds) {
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int n = sorted.length;
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return new Point(tokens, n, sorted[0], median, sorted[n - 1]);
    }

    /** 1 when the times do not differ, as there is then nothing to explain. */
    private static double r2(double[][] rows, double[] times, double[] abc) {
        double mean = 0;
        for (double time : times) {
            mean += time / times.length;
        }
        double left = 0;
        double all = 0;
        for (int i = 0; i < times.length; i++) {
            double curve = abc[0] + abc[1] * rows[i][1] + abc[2] * rows[i][2];
            left += (times[i] - curve) * (times[i] - curve);
            all += (times[i] - mean) * (times[i] - mean);
        }
        return all == 0 ? 1 : 1 - left / all;
    }
}
