package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;

/** Which metrics a client can bound. */
final class Goals {
    private Goals() {}

    /** Whether a benchmark measures the metric. */
    static boolean measured(Metric metric) {
        return switch (metric) {
            case TTFT,
                    TTFT_SENT,
                    TBT,
                    CHUNK_GAP,
                    TPOT,
                    TPOT_ENDED,
                    TTLT,
                    TTLT_SENT,
                    NORMALISED_LATENCY,
                    NORMALISED_LATENCY_SENT,
                    LATENESS,
                    FLUIDITY,
                    MISS_RATE,
                    ATTAINMENT,
                    VIOLATIONS,
                    GOODPUT,
                    SERVICE_LEVEL,
                    ERROR_RATE,
                    FLUID_TOKEN_RATE,
                    TOKEN_RATE_TPOT,
                    TOKEN_RATE_TBT,
                    STEADY_TOKEN_RATE,
                    THROUGHPUT,
                    MAKESPAN -> true;
            case SCHEDULING_DELAY, PREEMPTION_TIME, MFU, KV_USE, PREFIX_HITS, BUSY, COST, CAPACITY -> false;
        };
    }

    static void requireMeasured(Metric metric) {
        if (!measured(metric)) {
            throw new IllegalArgumentException(metric.id() + " cannot be measured from outside");
        }
    }
}
