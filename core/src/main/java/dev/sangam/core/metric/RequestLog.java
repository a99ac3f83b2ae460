package dev.sangam.core.metric;

import java.util.Arrays;

/**
 * What happened to each request, as columns indexed by request id (0, 1, 2, ...). Times are nanoseconds on the event
 * loop's clock. Written by {@link RunRecorder}, O(1) per token and about 75 bytes per request.
 */
public final class RequestLog {
    private static final long NEVER = -1;

    long[] scheduled = {};
    long[] first = {};
    long[] last = {};
    long[] deadline = {};
    long[] missed = {};
    long[] preempted = {};
    long[] preemptedAt = {};
    int[] emitted = {};
    int[] preemptions = {};
    int[] lateTokens = {};
    int[] replica = {};
    boolean[] finished = {};

    RequestLog() {}

    /** Start of the first step, or -1. */
    public long scheduledAt(int id) {
        return scheduled[id];
    }

    /** Time of the first token, or -1. */
    public long firstTokenAt(int id) {
        return first[id];
    }

    /** Time of the latest token, or -1. */
    public long lastTokenAt(int id) {
        return last[id];
    }

    /** Output tokens so far. */
    public int outputTokens(int id) {
        return emitted[id];
    }

    /** Whether it was ever part of a step. */
    public boolean scheduled(int id) {
        return id < scheduled.length && scheduled[id] >= 0;
    }

    /** Whether the latest token was the last one. */
    public boolean finished(int id) {
        return id < finished.length && finished[id];
    }

    /** How often it lost its KV blocks. */
    public int preemptions(int id) {
        return preemptions[id];
    }

    /** {@link Metric#PREEMPTION_TIME}, nanoseconds. */
    public long preemptedNanos(int id) {
        return preempted[id];
    }

    /** The replica that served it. */
    public int replica(int id) {
        return replica[id];
    }

    /** {@link Metric#FLUIDITY} under the deadlines of its class; 1 for a class without. */
    public double fluidity(int id) {
        long total = emitted[id] - lateTokens[id] + missed[id];
        return total == 0 ? 1 : 1 - (double) missed[id] / total;
    }

    /** Mean time per output token after the first, nanoseconds; NaN for an output of one token. */
    public double tpotNanos(int id) {
        return emitted[id] < 2 ? Double.NaN : (double) (last[id] - first[id]) / (emitted[id] - 1);
    }

    void ensure(int id) {
        int old = scheduled.length;
        if (id < old) {
            return;
        }
        int size = Math.max(id + 1, Math.max(1024, old + (old >> 1)));
        scheduled = grow(scheduled, size, old);
        first = grow(first, size, old);
        last = grow(last, size, old);
        preemptedAt = grow(preemptedAt, size, old);
        deadline = Arrays.copyOf(deadline, size);
        preempted = Arrays.copyOf(preempted, size);
        emitted = Arrays.copyOf(emitted, size);
        preemptions = Arrays.copyOf(preemptions, size);
        missed = Arrays.copyOf(missed, size);
        lateTokens = Arrays.copyOf(lateTokens, size);
        replica = Arrays.copyOf(replica, size);
        finished = Arrays.copyOf(finished, size);
    }

    private static long[] grow(long[] column, int size, int old) {
        long[] grown = Arrays.copyOf(column, size);
        Arrays.fill(grown, old, size, NEVER);
        return grown;
    }
}
