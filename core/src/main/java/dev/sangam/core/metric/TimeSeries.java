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

    private static final long FIRST_WIDTH = 1_000_000;

    private final double[][] columns = new double[Column.values().length][MAX_BINS];
    private long width = FIRST_WIDTH;
    private int bins;

    /** Nanoseconds per bin. */
    public long binNanos() {
        return width;
    }

    /** Bins used. */
    public int bins() {
        return bins;
    }

    /** The sum of a column in a bin. */
    public double sum(Column column, int bin) {
        return columns[column.ordinal()][bin];
    }

    /** The sum of a column over all bins. */
    public double total(Column column) {
        return Arrays.stream(columns[column.ordinal()]).sum();
    }

    /** Index of the bin of a time, widening bins if need be. */
    int bin(long time) {
        while (time / width >= MAX_BINS) {
            halve();
        }
        int bin = (int) (time / width);
        bins = Math.max(bins, bin + 1);
        return bin;
    }

    void add(Column column, int bin, double value) {
        columns[column.ordinal()][bin] += value;
    }

    /** Adds {@code gauge} times nanoseconds over an interval, each bin its part. */
    void integrate(Column column, long from, long to, double gauge) {
        if (gauge == 0) {
            return;
        }
        int lastBin = bin(to - 1);
        int firstBin = bin(from);
        double[] values = columns[column.ordinal()];
        if (firstBin == lastBin) {
            values[firstBin] += gauge * (to - from);
            return;
        }
        for (int bin = firstBin; bin <= lastBin; bin++) {
            long start = Math.max(from, bin * width);
            long end = Math.min(to, (bin + 1) * width);
            values[bin] += gauge * (end - start);
        }
    }

    private void halve() {
        for (double[] column : columns) {
            for (int i = 0; i < MAX_BINS / 2; i++) {
                column[i] = column[2 * i] + column[2 * i + 1];
            }
            Arrays.fill(column, MAX_BINS / 2, MAX_BINS, 0);
        }
        width *= 2;
        bins = (bins + 1) / 2;
    }
}
