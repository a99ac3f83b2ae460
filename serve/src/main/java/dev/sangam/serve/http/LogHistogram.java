package dev.sangam.serve.http;

import java.util.Arrays;

/** Durations counted in buckets of {@value #PER_OCTAVE} to the octave: quantiles to about 2 %, O(1) to add. */
final class LogHistogram {
    private static final int PER_OCTAVE = 16;
    /** From 2^10 ns, a microsecond, to 2^42 ns, over an hour. */
    private static final int LEAST_EXPONENT = 10;

    private static final int OCTAVES = 32;

    private final int[] counts = new int[OCTAVES * PER_OCTAVE];
    private int total;

    void add(long nanos) {
        counts[bucket(nanos)]++;
        total++;
    }

    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    void addAll(LogHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    boolean isEmpty() {
        return total == 0;
    }

    /** A duration in nanoseconds that this share of all is not above; of none, 0. */
    long quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return middle(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        long least = 1L << LEAST_EXPONENT;
        if (nanos <= least) {
            return 0;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        int within = (int) ((nanos >>> (exponent - 4)) & (PER_OCTAVE - 1));
        return Math.min((exponent - LEAST_EXPONENT) * PER_OCTAVE + within, OCTAVES * PER_OCTAVE - 1);
    }

    private static long middle(int bucket) {
        long start = 1L << (LEAST_EXPONENT + bucket / PER_OCTAVE);
        return start + start * (2 * (bucket % PER_OCTAVE) + 1) / (2 * PER_OCTAVE);
    }
}
