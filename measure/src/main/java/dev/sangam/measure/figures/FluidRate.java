package dev.sangam.measure.figures;

import dev.sangam.core.metric.FluidityIndex;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Summaries;
import java.util.Arrays;

/**
 * {@link Metric#FLUID_TOKEN_RATE}, exact to the nanosecond of its decode deadline. A longer decode deadline never makes a
 * deadline earlier, so a request that is fluid with one is fluid with every longer one, and the shortest is found by bisection.
 */
final class FluidRate {
    /** No decode deadline, however long, makes the request fluid. */
    static final long NEVER = Long.MAX_VALUE;

    /** Any decode deadline makes the request fluid: all of it came within the prefill deadline. */
    private static final long ANY = 1;

    private static final double SHARE = 0.99;

    private FluidRate() {}

    /**
     * The shortest decode deadline with which a request is fluid, nanoseconds; {@link #NEVER} when its first token alone
     * costs it too much.
     *
     * @param tokens nanoseconds at which at least one token came
     * @param prefill deadline of the first token; {@link Long#MAX_VALUE} takes it for in time
     */
    static long shortestGap(long[] tokens, long start, long prefill) {
        long deadline = prefill == Long.MAX_VALUE ? tokens[0] - start : prefill;
        long fluid = Math.max(1, tokens[tokens.length - 1] - start) + 1;
        if (!fluid(tokens, start, deadline, fluid)) {
            return NEVER;
        }
        long not = 0;
        while (fluid - not > 1) {
            long middle = not + (fluid - not) / 2;
            if (fluid(tokens, start, deadline, middle)) {
                fluid = middle;
            } else {
                not = middle;
            }
        }
        return fluid;
    }

    private static boolean fluid(long[] tokens, long start, long prefill, long gap) {
        return FluidityIndex.score(tokens, start, prefill, gap).index() >= Summaries.FLUID;
    }

    /**
     * Tokens per second; 0 when more than a hundredth of the requests are never fluid, infinite when whole answers came within
     * the prefill deadline so that nothing bounds the rate, NaN without requests.
     *
     * @param gaps the shortest decode deadline of each request
     */
    static double of(long[] gaps) {
        if (gaps.length == 0) {
            return Double.NaN;
        }
        long[] sorted = gaps.clone();
        Arrays.sort(sorted);
        long gap = sorted[(int) Math.ceil(SHARE * sorted.length) - 1];
        return gap == NEVER ? 0 : gap == ANY ? Double.POSITIVE_INFINITY : 1e9 / gap;
    }
}
