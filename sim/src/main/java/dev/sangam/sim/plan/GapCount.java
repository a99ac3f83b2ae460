package dev.sangam.sim.plan;

import dev.sangam.core.metric.Histogram;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.MetricGoal.Figure;
import java.util.function.IntPredicate;

/**
 * Counts gaps between tokens for a goal on their percentile or maximum. A percentile is that of {@link Histogram}: the upper
 * end of a bucket, but never above the longest gap of all.
 */
final class GapCount implements Standing {
    private final IntPredicate member;
    private final Quota quota;
    private final long longestGood;
    private final long longestGoodBucket;
    private boolean longestIsBad;

    /**
     * @param member whose gaps count
     * @param gaps how many there will be
     */
    GapCount(MetricGoal goal, IntPredicate member, long gaps) {
        this.member = member;
        quota = Quota.of(goal, gaps);
        longestIsBad = gaps == 0; // what is not known is not met
        longestGood = longestGood(goal);
        longestGoodBucket = goal.figure() == Figure.MAX ? longestGood : Histogram.endsWithin(longestGood);
    }

    /** The longest time that meets a goal, nanoseconds. */
    static long longestGood(MetricGoal goal) {
        long nanos = (long) (goal.limit() * 1e9);
        while (!goal.met(nanos / 1e9)) {
            nanos--;
        }
        while (goal.met((nanos + 1) / 1e9)) {
            nanos++;
        }
        return nanos;
    }

    void count(int id, long nanos) {
        if (member.test(id)) {
            quota.count(nanos <= longestGoodBucket);
            longestIsBad |= nanos > longestGood;
        }
    }

    @Override
    public boolean missed() {
        return quota.missed() && longestIsBad;
    }

    @Override
    public boolean met() {
        return quota.met();
    }
}
