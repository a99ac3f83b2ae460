package dev.sangam.core.metric;

import java.util.Arrays;

/**
 * What a run did over time, in at most {@value #MAX_BINS} bins of equal width; the width doubles when a run outgrows them,
 * so memory is bounded however long it is. Each column holds a sum per bin: counts, or gauges multiplied by nanoseconds.
 */
@SuppressWarnings("EnumOrdinal") // the ordinal is the index of the column, within this class alone
public final class TimeSeries {
    /** Bins kept at most. */
    public static final int MAX_BINS = 2048;

    /** The columns. */
    public enum Column {
        /** Requests that arrived. */
        ARRIVALS,
        /** Requests that finished. */
        COMPLETIONS,
        /** Prompt tokens computed. */
        PREFILL_TOKENS,
        /** Output tokens computed after the first of each request. */
        DECODE_TOKENS,
        /** Steps that started. */
        STEPS,
        /** Sequences in the steps that started, summed. */
        STEP_SEQUENCES,
        /** Sequences that lost their KV blocks. */
        PREEMPTIONS,
        /** Share of the pipelines with something to run, summed over replicas, times nanoseconds. */
        BUSY_NANOS,
        /** KV blocks held, summed over replicas, times nanoseconds. */
        KV_BLOCK_NANOS,
        /** Requests waiting, summed over replicas, times nanoseconds. */
        WAITING_NANOS,
        /** Sequences admitted, summed over replicas, times nanoseconds. */
        RUNNING_NANOS
    }

    private static final int COLUMNS = Column.values().length;
    /** About a millisecond. Widths are powers of two so that finding a bin is a shift. */
    private static final int FIRST_SHIFT = 20;

    private final double[] sums = new double[MAX_BINS * COLUMNS];
    private int shift = FIRST_SHIFT;
    private int bins;

    /** Nanoseconds per bin. */
    public long binNanos() {
        return 1L << shift;
    }

    /** Bins used. */
    public int bins() {
        return bins;
    }

    /** The sum of a column in a bin. */
    public double sum(Column column, int bin) {
        return sums[bin * COLUMNS + column.ordinal()];
    }

    /** The sum of a column over all bins. */
    public double total(Column column) {
        double total = 0;
        for (int bin = 0; bin < bins; bin++) {
            total += sum(column, bin);
        }
        return total;
    }

    /** Index of the bin of a time, widening bins if need be. */
    int bin(long time) {
        while (time >>> shift >= MAX_BINS) {
            halve();
        }
        int bin = (int) (time >>> shift);
        bins = Math.max(bins, bin + 1);
        return bin;
    }

    void add(Column column, int bin, double value) {
        sums[bin * COLUMNS + column.ordinal()] += value;
    }

    /** Adds gauges times nanoseconds over an interval that is not empty, each bin its part. */
    void integrate(long from, long to, double busy, double kvBlocks, double waiting, double running) {
        int last = bin(to - 1);
        for (int bin = bin(from); bin <= last; bin++) {
            long start = Math.max(from, (long) bin << shift);
            double nanos = Math.min(to, (bin + 1L) << shift) - start;
            add(Column.BUSY_NANOS, bin, busy * nanos);
            add(Column.KV_BLOCK_NANOS, bin, kvBlocks * nanos);
            add(Column.WAITING_NANOS, bin, waiting * nanos);
            add(Column.RUNNING_NANOS, bin, running * nanos);
        }
    }

    private void halve() {
        for (int bin = 0; bin < MAX_BINS / 2; bin++) {
            for (int c = 0; c < COLUMNS; c++) {
                sums[bin * COLUMNS + c] = sums[2 * bin * COLUMNS + c] + sums[(2 * bin + 1) * COLUMNS + c];
            }
        }
        Arrays.fill(sums, MAX_BINS / 2 * COLUMNS, MAX_BINS * COLUMNS, 0);
        shift++;
        bins = (bins + 1) / 2;
    }
}
