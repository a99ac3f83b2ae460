package dev.sangam.core.metric;

import java.util.Arrays;

/**
 * A log-linear histogram of non-negative durations in nanoseconds: 1,024 buckets per power of two, so a quantile is at most
 * 0.1 % above the true one. Adding is O(1); memory is bounded by about 450 KB. Mergeable: equal buckets add up.
 */
public final class Histogram {
    private static final int SUB_BITS = 10;
    private static final int SUB = 1 << SUB_BITS;

    private long[] counts = new long[SUB];
    private long count;
    private double sum;
    private long max;

    /** Adds a value {@code times} times. Negative values count as 0. */
    public void add(long value, long times) {
        long v = Math.max(0, value);
        int bucket = bucket(v);
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(bucket + SUB, counts.length * 3 / 2));
        }
        counts[bucket] += times;
        count += times;
        sum += (double) v * times;
        max = Math.max(max, v);
    }

    /** Adds all that {@code other} holds. */
    public void add(Histogram other) {
        if (other.counts.length > counts.length) {
            counts = Arrays.copyOf(counts, other.counts.length);
        }
        for (int i = 0; i < other.counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        sum += other.sum;
        max = Math.max(max, other.max);
    }

    /** Number of values. */
    public long count() {
        return count;
    }

    /** Mean, 0 when empty. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** Largest value, exact. */
    public long max() {
        return max;
    }

    /** Smallest recorded value such that at least {@code share} of all values are at or below it; 0 when empty. */
    public long quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length && count > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(max, highest(i));
            }
        }
        return max;
    }

    /** The longest value whose bucket ends at or before {@code limit}, so that no quantile makes more of it than that. */
    public static long endsWithin(long limit) {
        int bucket = bucket(limit);
        return highest(bucket) == limit ? limit : highest(bucket - 1);
    }

    private static int bucket(long v) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(v | 1) - SUB_BITS);
        return (shift << SUB_BITS) + (int) (v >>> shift);
    }

    private static long highest(int bucket) {
        int shift = Math.max(0, (bucket >> SUB_BITS) - 1);
        long base = bucket - ((long) shift << SUB_BITS);
        return ((base + 1) << shift) - 1;
    }
}
