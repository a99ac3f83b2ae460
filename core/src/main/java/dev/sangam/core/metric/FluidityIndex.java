package dev.sangam.core.metric;

/**
 * Fluidity-index (Metron, section 4): the share of token deadlines met, where slack earned by early tokens is kept and a
 * late token misses one deadline per gap it is late. Held as absolute deadlines, restarted from a late token, which is the
 * same thing.
 */
public final class FluidityIndex {
    private FluidityIndex() {}

    /**
     * Deadlines missed by a token that comes {@code lateness} after its deadline; 0 when it is in time.
     *
     * @param lateness nanoseconds, negative when early
     * @param gap nanoseconds between deadlines
     */
    public static long missed(long lateness, long gap) {
        return lateness <= 0 ? 0 : lateness / gap + 1;
    }

    /** The deadline so many nanoseconds after a time; one beyond the end of time counts as never. */
    static long after(long time, long nanos) {
        return time > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : time + nanos;
    }

    /** Deadlines counted for one request. */
    public record Score(long missed, long total) {
        /** 1 when every token came in time. */
        public double index() {
            return total == 0 ? 1 : 1 - (double) missed / total;
        }
    }

    /**
     * Scores one request.
     *
     * @param tokenTimes nanoseconds at which tokens came, rising
     * @param start nanoseconds from which the prefill deadline counts
     * @param prefillDeadline nanoseconds for the first token
     * @param decodeDeadline nanoseconds for each next token
     */
    public static Score score(long[] tokenTimes, long start, long prefillDeadline, long decodeDeadline) {
        long deadline = after(start, prefillDeadline);
        long missed = 0;
        long total = 0;
        for (long time : tokenTimes) {
            long k = missed(time - deadline, decodeDeadline);
            missed += k;
            total += Math.max(1, k);
            deadline = after(k == 0 ? deadline : time, decodeDeadline);
        }
        return new Score(missed, total);
    }
}
