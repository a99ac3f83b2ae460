package dev.sangam.core.metric;

import dev.sangam.core.metric.Summary.ClassSummary;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * A bound on one figure of a run, such as {@code ttft p99 < 2s}.
 *
 * @param metric a metric in seconds per request, or TBT
 * @param figure which figure of it
 * @param limitNanos the bound; met when the figure is below it
 */
public record LatencyGoal(Metric metric, Figure figure, long limitNanos) {
    /** A figure of a {@link Stat}. */
    public enum Figure {
        MEAN,
        P50,
        P90,
        P95,
        P99,
        MAX;

        double of(Stat stat) {
            return switch (this) {
                case MEAN -> stat.mean();
                case P50 -> stat.p50();
                case P90 -> stat.p90();
                case P95 -> stat.p95();
                case P99 -> stat.p99();
                case MAX -> stat.max();
            };
        }
    }

    public LatencyGoal {
        if (limitNanos <= 0) {
            throw new IllegalArgumentException("the limit is " + limitNanos + " ns; it must be > 0");
        }
        if (!isLatency(metric)) {
            throw new IllegalArgumentException(metric.id() + " is not a latency");
        }
    }

    /** The figure that a run had, seconds. */
    public double seconds(ClassSummary run) {
        return figure.of(stat(metric, run));
    }

    /** Whether a figure of so many seconds meets the goal. */
    public boolean met(double seconds) {
        return seconds < limitNanos / 1e9;
    }

    private static Stat stat(Metric metric, ClassSummary run) {
        return switch (metric) {
            case TTFT -> run.ttft();
            case TBT -> run.tbt();
            case TPOT -> run.tpot();
            case TTLT -> run.ttlt();
            case NORMALISED_LATENCY -> run.normalisedLatency();
            case SCHEDULING_DELAY -> run.schedulingDelay();
            case PREEMPTION_TIME -> run.preemptionTime();
            case FLUIDITY, ATTAINMENT, GOODPUT, THROUGHPUT, MAKESPAN, MFU, KV_USE, PREFIX_HITS, BUSY, COST ->
                throw new IllegalStateException(metric.id());
        };
    }

    private static boolean isLatency(Metric metric) {
        return switch (metric) {
            case TTFT, TBT, TPOT, TTLT, NORMALISED_LATENCY, SCHEDULING_DELAY, PREEMPTION_TIME -> true;
            case FLUIDITY, ATTAINMENT, GOODPUT, THROUGHPUT, MAKESPAN, MFU, KV_USE, PREFIX_HITS, BUSY, COST -> false;
        };
    }

    @Override
    public String toString() {
        return metric.id() + " " + figure.name().toLowerCase(Locale.ROOT) + " < " + limit();
    }

    /** Exact, in seconds or, below one, milliseconds. */
    private String limit() {
        boolean seconds = limitNanos >= 1_000_000_000;
        return BigDecimal.valueOf(limitNanos, seconds ? 9 : 6)
                        .stripTrailingZeros()
                        .toPlainString()
                + (seconds ? "s" : "ms");
    }
}
