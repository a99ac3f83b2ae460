package dev.sangam.core.metric;

import java.util.List;

/**
 * A run in figures; every one is defined by a {@link Metric}. Durations are seconds, shares are between 0 and 1.
 *
 * @param requests requests of the workload
 * @param completed requests that got their last token
 * @param makespan {@link Metric#MAKESPAN}
 * @param promptTokens tokens of the prompts of completed requests
 * @param outputTokens output tokens of completed requests
 * @param steps iterations
 * @param preemptions sequences that lost their KV blocks
 * @param mfu {@link Metric#MFU}; NaN when the peak is unknown
 * @param kvUse {@link Metric#KV_USE}
 * @param prefixHits {@link Metric#PREFIX_HITS}
 * @param busy {@link Metric#BUSY}
 * @param gpus devices of the pool
 * @param cost {@link Metric#COST}; NaN when the price is unknown
 * @param all over all requests
 * @param classes per QoS class, in the workload's order; the only one is not repeated when there is just one
 */
public record Summary(
        int requests,
        int completed,
        double makespan,
        long promptTokens,
        long outputTokens,
        long steps,
        long preemptions,
        double mfu,
        double kvUse,
        double prefixHits,
        double busy,
        int gpus,
        double cost,
        ClassSummary all,
        List<ClassSummary> classes) {

    /**
     * The requests of one class, or all of them.
     *
     * @param name of the class
     * @param promised requests whose class promises something
     * @param attained those that got it
     * @param goodput {@link Metric#GOODPUT}, requests per second
     */
    public record ClassSummary(
            String name,
            int requests,
            int completed,
            int promised,
            int attained,
            double goodput,
            Stat ttft,
            Stat tbt,
            Stat tpot,
            Stat ttlt,
            Stat normalisedLatency,
            Stat schedulingDelay,
            Stat preemptionTime,
            Stat fluidity,
            Stat missRate) {

        /** {@link Metric#ATTAINMENT}; NaN for a class that promises nothing. */
        public double attainment() {
            return promised == 0 ? Double.NaN : (double) attained / promised;
        }

        /** The figure that a goal bounds; NaN where there is none. */
        public double figure(MetricGoal goal) {
            return switch (goal.metric()) {
                case TTFT -> goal.figure().of(ttft);
                case TBT -> goal.figure().of(tbt);
                case TPOT -> goal.figure().of(tpot);
                case TTLT -> goal.figure().of(ttlt);
                case NORMALISED_LATENCY -> goal.figure().of(normalisedLatency);
                case SCHEDULING_DELAY -> goal.figure().of(schedulingDelay);
                case PREEMPTION_TIME -> goal.figure().of(preemptionTime);
                case FLUIDITY -> goal.figure().of(fluidity);
                case MISS_RATE -> goal.figure().of(missRate);
                case ATTAINMENT -> attainment();
                case VIOLATIONS -> 1 - attainment();
                case GOODPUT -> promised == 0 ? Double.NaN : goodput;
                case THROUGHPUT, MAKESPAN, MFU, KV_USE, PREFIX_HITS, BUSY, COST, CAPACITY ->
                    throw new IllegalStateException(goal.metric().id());
                case LATENESS,
                        TTFT_SENT,
                        TTLT_SENT,
                        NORMALISED_LATENCY_SENT,
                        CHUNK_GAP,
                        TPOT_ENDED,
                        SERVICE_LEVEL,
                        ERROR_RATE,
                        FLUID_TOKEN_RATE,
                        TOKEN_RATE_TPOT,
                        TOKEN_RATE_TBT,
                        STEADY_TOKEN_RATE -> Double.NaN;
            };
        }
    }

    /** The class of a name, or all requests where it has none of that name. */
    public ClassSummary of(String qosClass) {
        return classes.stream()
                .filter(c -> c.name().equals(qosClass))
                .findFirst()
                .orElse(all);
    }

    /** Requests completed per second of makespan. */
    public double requestsPerSecond() {
        return completed / makespan;
    }

    /** Output tokens per second of makespan. */
    public double outputTokensPerSecond() {
        return outputTokens / makespan;
    }

    /** Prompt and output tokens per second of makespan. */
    public double tokensPerSecond() {
        return (promptTokens + outputTokens) / makespan;
    }

    /** Dollars per million output tokens; NaN when the price is unknown. */
    public double costPerMillionOutputTokens() {
        return cost / outputTokens * 1e6;
    }
}
