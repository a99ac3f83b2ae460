package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;

/**
 * When tokens are due (Niyama, section 3.1): the first of an interactive request at {@code arrival + TTFT}, the n-th {@code
 * (n - 1) * TBT} later. As in the fluidity-index a late token restarts the deadlines of those after it, since the time that
 * is lost cannot be given back.
 */
final class TokenDeadlines {
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
     * <p>An interactive stream that is late already would allow nothing; half its time between tokens lets it catch up while
     * prompts go on. Requests that were promised a last token share what is left among the tokens to come. Who is relegated
     * or was promised nothing allows everything.
     *
     * @param remaining tokens that it is expected to emit
     */
    static long allowance(Sequence s, double remaining, long now) {
        if (s.relegated) {
            return QosStatus.UNLIMITED;
        }
        return switch (s.request().qos().slo()) {
            case Slo.Interactive(long ttft, long tbt) -> Math.max(s.due - now, tbt / 2);
            case Slo.NonInteractive slo ->
                s.due <= now ? QosStatus.UNLIMITED : (long) ((s.due - now) / Math.max(1, remaining));
            case Slo.BestEffort() -> QosStatus.UNLIMITED;
        };
    }

    /** Whether the request's own deadline, of the first token or the last, can be broken no more or was never given. */
    static boolean kept(Request request, int emitted) {
        return switch (request.qos().slo()) {
            case Slo.Interactive slo -> emitted > 0;
            case Slo.NonInteractive slo -> false;
            case Slo.BestEffort() -> true;
        };
    }

    private static long after(long time, long nanos) {
        return time > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : time + nanos;
    }
}
