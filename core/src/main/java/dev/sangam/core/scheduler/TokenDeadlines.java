package dev.sangam.core.scheduler;

import dev.sangam.core.request.Slo;

/**
 * When tokens are due (Niyama, section 3.1): the first of an interactive request at {@code arrival + TTFT}, the n-th {@code
 * (n - 1) * TBT} later. As in the fluidity-index a late token restarts the deadlines of those after it, since the time that
 * is lost cannot be given back.
 */
final class TokenDeadlines {
    /** How much faster than evenly a stream's slack may be used up: long streams are rare, and so are bursts of prompts. */
    private static final double HASTE = 4;

    private TokenDeadlines() {}

    /** Notes that a token was emitted at {@code now}. */
    static void emitted(Sequence s, long now) {
        if (s.request().qos().slo() instanceof Slo.Interactive(long ttft, long tbt)) {
            s.due = after(Math.max(s.due, now), tbt);
        }
    }

    /**
     * Nanoseconds that the next step may take with regard to a decoding sequence.
     *
     * <p>A stream whose first token came early has slack for all its tokens. Used up at once it makes for a few long batches,
     * and many short ones later, which waste the fixed costs of a batch; so it is spread over the tokens to come. A stream that
     * is late already would allow nothing; half its time between tokens lets it catch up while prompts go on. Requests that were
     * promised a last token share what is left among the tokens to come. Who is relegated
     * or was promised nothing allows everything.
     *
     * @param remaining tokens that it is expected to emit
     */
    static long allowance(Sequence s, double remaining, long now) {
        if (s.relegated) {
            return QosStatus.UNLIMITED;
        }
        return switch (s.request().qos().slo()) {
            case Slo.Interactive(long ttft, long tbt) -> Math.max(tbt / 2, paced(s.due - now, tbt, remaining));
            case Slo.NonInteractive slo ->
                s.due <= now ? QosStatus.UNLIMITED : (long) ((s.due - now) / Math.max(1, remaining));
            case Slo.BestEffort() -> QosStatus.UNLIMITED;
        };
    }

    private static long paced(long slack, long tbt, double remaining) {
        double spread = tbt + HASTE * (slack - tbt) / Math.max(1, remaining);
        return slack <= tbt ? slack : Math.min(slack, (long) spread);
    }

    private static long after(long time, long nanos) {
        return time > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : time + nanos;
    }
}
