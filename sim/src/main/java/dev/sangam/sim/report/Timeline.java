package dev.sangam.sim.report;

import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.TimeSeries;
import dev.sangam.core.metric.TimeSeries.Column;

/**
 * The time series of a run as rates and means, in intervals of equal width. The last one ends with the run, so it is up to
 * half a width shorter or longer: a sliver of an interval would show absurd rates.
 */
final class Timeline {
    private final TimeSeries series;
    private final Pool pool;
    private final int group;
    private final int size;
    private final long end;

    private Timeline(TimeSeries series, Pool pool, int group, long end) {
        this.series = series;
        this.pool = pool;
        this.group = group;
        this.end = end;
        this.size = (int) Math.max(1, Math.round((double) end / widthNanos()));
    }

    /** With about {@code most} intervals at most, each a whole number of the bins of the series. */
    static Timeline of(RunResult result, int most) {
        TimeSeries series = result.run().series();
        int group = Math.max(1, (series.bins() + most - 1) / most);
        return new Timeline(
                series, result.pool(), group, Math.max(1, result.run().lastTokenAt()));
    }

    int size() {
        return size;
    }

    /** Start of an interval. */
    double startSeconds(int i) {
        return i * widthNanos() / 1e9;
    }

    /** Length of an interval. */
    double lengthSeconds(int i) {
        return nanos(i) / 1e9;
    }

    double value(Measure measure, int i) {
        double sum = sum(measure.column(), i);
        return switch (measure.kind()) {
            case RATE -> sum / nanos(i) * 1e9;
            case PER_STEP -> sum / Math.max(1, sum(Column.STEPS, i));
            case GAUGE -> sum / nanos(i) / capacity(measure);
        };
    }

    double[] values(Measure measure) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = value(measure, i);
        }
        return values;
    }

    private double capacity(Measure measure) {
        return switch (measure.column()) {
            case KV_BLOCK_NANOS -> (double) pool.replicas() * pool.kvBlocksPerReplica();
            case BUSY_NANOS -> pool.replicas();
            case ARRIVALS,
                    COMPLETIONS,
                    PREFILL_TOKENS,
                    DECODE_TOKENS,
                    STEPS,
                    STEP_SEQUENCES,
                    PREEMPTIONS,
                    WAITING_NANOS,
                    RUNNING_NANOS -> 1;
        };
    }

    private long widthNanos() {
        return group * series.binNanos();
    }

    private long nanos(int i) {
        return i < size - 1 ? widthNanos() : end - i * widthNanos();
    }

    private double sum(Column column, int i) {
        int after = i < size - 1 ? (i + 1) * group : series.bins();
        double sum = 0;
        for (int bin = i * group; bin < after; bin++) {
            sum += series.sum(column, bin);
        }
        return sum;
    }
}
