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
            Stat fluidity) {

        /** {@link Metric#ATTAINMENT}; NaN for a class that promises nothing. */
        public double attainment() {
            return promised == 0 ? Double.NaN : (double) attained / promised;
        }
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
