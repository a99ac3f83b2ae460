package dev.sangam.sim.plan;

import dev.sangam.core.metric.MetricGoal;
import java.util.function.IntPredicate;

/**
 * Counts values that are good or bad for a goal. It is missed for certain when more are bad than it allows, and met for
 * certain when the values that are still to come may all be bad.
 */
final class Quota implements Standing {
    private final long values;
    private final long allowed;
    private long good;
    private long bad;

    /**
     * @param values how many there will be
     * @param allowed how many of them may be bad; -1 when the goal is missed whatever comes
     */
    Quota(long values, long allowed) {
        this.values = values;
        this.allowed = allowed;
    }

    /** Of a percentile or maximum: nearest rank, as in {@link dev.sangam.core.metric.Stat}. */
    static Quota of(MetricGoal goal, long values) {
        if (values == 0) {
            return new Quota(0, -1);
        }
        long rank = switch (goal.figure()) {
            case P50 -> rank(0.50, values);
            case P90 -> rank(0.90, values);
            case P95 -> rank(0.95, values);
            case P99 -> rank(0.99, values);
            case MAX -> values;
            case MEAN, ITSELF -> throw new IllegalArgumentException(goal + " has no rank");
        };
        return new Quota(values, goal.relation().upper() ? values - rank : rank - 1);
    }

    private static long rank(double share, long values) {
        return (long) Math.max(1, Math.ceil(share * values));
    }

    /**
     * Of a share of requests that the goal bounds from below.
     *
     * @param enough whether so many good ones meet the goal; of all larger numbers too
     */
    static Quota ofShare(int values, IntPredicate enough) {
        int needed = 0;
        while (needed <= values && !enough.test(needed)) {
            needed++;
        }
        return new Quota(values, values - needed);
    }

    /** How many may be bad. */
    long allowed() {
        return allowed;
    }

    void count(boolean isGood) {
        if (isGood) {
            good++;
        } else {
            bad++;
        }
    }

    @Override
    public boolean missed() {
        return bad > allowed;
    }

    @Override
    public boolean met() {
        return allowed >= 0 && values - good <= allowed;
    }
}
