package dev.sangam.sim.plan;

import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.workload.Workload;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Settles for each request whether its value is good for a goal: when what it waits for has come, or when it has waited for
 * longer than the goal allows. Each request counts once.
 */
final class RequestCount {
    /** Of values that are no waits. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    /** What a request waits for. */
    enum Awaited {
        FIRST_STEP,
        FIRST_TOKEN,
        LAST_TOKEN
    }

    /** Whether the value of a request that has ended is good. */
    interface Ending {
        boolean isGood(RequestLog log, int id);
    }

    private final Workload workload;
    private final Awaited awaited;
    private final long limitNanos;
    private final @Nullable Ending ending;
    private final Quota quota;
    private final boolean[] open;
    /** Still open, although what was awaited has come in time: the end decides. */
    private final boolean[] inTime;

    private int next;

    /**
     * @param limitNanos longest wait from the arrival on that is good
     * @param ending what else must be good, known at the end; {@code null} when the wait is all that counts
     * @param member which requests count
     */
    RequestCount(
            Workload workload,
            Awaited awaited,
            long limitNanos,
            @Nullable Ending ending,
            IntPredicate member,
            Quota quota) {
        this.workload = workload;
        this.awaited = awaited;
        this.limitNanos = limitNanos;
        this.ending = ending;
        this.quota = quota;
        this.open = new boolean[workload.size()];
        this.inTime = new boolean[ending == null ? 0 : open.length];
        for (int i = 0; i < open.length; i++) {
            open[i] = member.test(i);
        }
    }

    Awaited awaited() {
        return awaited;
    }

    boolean hasEnding() {
        return ending != null;
    }

    /** Time has passed: the value of who waits for too long by now will be bad. */
    void passed(long now) {
        while (next < open.length && now - workload.arrival(next) > limitNanos) {
            if (ending == null || !inTime[next]) {
                settle(next, false);
            }
            next++;
        }
    }

    /** What the request waited for has come. */
    void came(int id, long now) {
        boolean good = now - workload.arrival(id) <= limitNanos;
        if (ending != null && good) {
            inTime[id] = true;
        } else {
            settle(id, good);
        }
    }

    /** The request got its last token. */
    void ended(RequestLog log, int id) {
        if (ending != null && open[id]) {
            settle(id, ending.isGood(log, id));
        }
    }

    private void settle(int id, boolean isGood) {
        if (open[id]) {
            open[id] = false;
            quota.count(isGood);
        }
    }
}
