package dev.sangam.benchmarks.bench;

import java.util.Arrays;
import java.util.Locale;

/** Percentiles of times in nanoseconds, by nearest rank. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Distribution(long[] sorted) {
    static Distribution of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Distribution(sorted);
    }

    long at(double share) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length - 1))];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.3f ms   p99 %.3f ms   p99.9 %.3f ms   max %.3f ms   (%d)",
                at(0.5) / 1e6,
                at(0.99) / 1e6,
                at(0.999) / 1e6,
                at(1) / 1e6,
                sorted.length);
    }
}
