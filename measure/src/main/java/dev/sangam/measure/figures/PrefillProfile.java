package dev.sangam.measure.figures;

import java.util.List;

/**
 * How long an idle endpoint takes to the first token, by the length of the prompt: {@code a + b n + c n^2}.
 *
 * @param model asked for
 * @param endpoint its address
 * @param measured wall-clock time of the run, RFC 3339
 * @param a seconds
 * @param b seconds per token
 * @param c seconds per token squared
 * @param r2 share of the variance of the times that the curve explains
 * @param points what was measured, by rising length
 * @param dropped samples that were not used, because a part of the prompt was found in a cache
 */
public record PrefillProfile(
        String model,
        String endpoint,
        String measured,
        double a,
        double b,
        double c,
        double r2,
        List<Point> points,
        int dropped) {
    /**
     * The times of one length.
     *
     * @param tokens of the prompt
     * @param repeats measured
     * @param minSeconds fastest
     * @param medianSeconds middle
     * @param maxSeconds slowest
     */
    public record Point(int tokens, int repeats, double minSeconds, double medianSeconds, double maxSeconds) {
        public Point {
            if (tokens < 1 || repeats < 1) {
                throw new IllegalArgumentException(
                        "a point of " + tokens + " tokens and " + repeats + " repeats; both must be >= 1");
            }
            if (!(minSeconds >= 0 && medianSeconds >= minSeconds && maxSeconds >= medianSeconds)) {
                throw new IllegalArgumentException("the times of " + tokens + " tokens are " + minSeconds + ", "
                        + medianSeconds + " and " + maxSeconds + "; they must be >= 0, and rise");
            }
        }
    }

    public PrefillProfile {
        points = List.copyOf(points);
        if (!(a >= 0 && b >= 0 && c >= 0 && a + b + c < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a, b and c are " + a + ", " + b + " and " + c + "; they must be >= 0");
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("there are no points");
        }
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).tokens <= points.get(i - 1).tokens) {
                throw new IllegalArgumentException("points must have rising lengths; " + points.get(i).tokens
                        + " follows " + points.get(i - 1).tokens);
            }
        }
    }

    /** Time to the first token of a prompt, nanoseconds; beyond {@link #covers} an extrapolation. */
    public long nanos(int promptTokens) {
        return Math.round(seconds(promptTokens) * 1e9);
    }

    /** Time to the first token of a prompt, seconds. */
    public double seconds(int promptTokens) {
        double n = promptTokens;
        return a + b * n + c * n * n;
    }

    /** Whether prompts of this length lie within those measured. */
    public boolean covers(int promptTokens) {
        return promptTokens >= minTokens() && promptTokens <= maxTokens();
    }

    /** Shortest prompt measured. */
    public int minTokens() {
        return points.getFirst().tokens;
    }

    /** Longest prompt measured. */
    public int maxTokens() {
        return points.getLast().tokens;
    }

    /** Median measured at a point minus the curve there, seconds. */
    public double residualSeconds(Point point) {
        return point.medianSeconds - seconds(point.tokens);
    }
}
