package dev.sangam.core.metric;

import java.util.Arrays;

/**
 * Mean and percentiles of a set of values. Percentile p is the smallest value such that at least p % of the values are at
 * or below it (nearest rank). All zero when there are no values.
 */
public record Stat(long count, double mean, double p50, double p90, double p95, double p99, double max) {
    /** No values. */
    public static final Stat NONE = new Stat(0, 0, 0, 0, 0, 0, 0);

    /** Of the first {@code count} values, which are sorted in place; each divided by {@code unit}. */
    public static Stat of(double[] values, int count, double unit) {
        if (count == 0) {
            return NONE;
        }
        Arrays.sort(values, 0, count);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return new Stat(
                count,
                sum / count / unit,
                rank(values, count, 0.50) / unit,
                rank(values, count, 0.90) / unit,
                rank(values, count, 0.95) / unit,
                rank(values, count, 0.99) / unit,
                values[count - 1] / unit);
    }

    /** Of a histogram of nanoseconds, in seconds. */
    public static Stat ofSeconds(Histogram h) {
        return new Stat(
                h.count(),
                h.mean() / 1e9,
                h.quantile(0.50) / 1e9,
                h.quantile(0.90) / 1e9,
                h.quantile(0.95) / 1e9,
                h.quantile(0.99) / 1e9,
                h.max() / 1e9);
    }

    private static double rank(double[] sorted, int count, double share) {
        return sorted[(int) Math.max(0, Math.ceil(share * count) - 1)];
    }
}
