package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The state machine that forms every batch. Deterministic: equal calls give equal steps. It has no clock, no thread, no
 * lock, no random source and does no I/O; time comes in as an argument, in nanoseconds.
 */
public interface Scheduler {
    /** Takes note of an event. */
    void handle(Event event, long now);

    /**
     * The next batch to start, or an empty step when there is nothing to do. The caller starts every step that is not
     * empty, and reports its completion.
     */
    Step next(long now);

    /**
     * Steps that are formed before the executor can start them, so that it need not wait for the scheduler; they know of
     * events up to the completion of the step before the last. 0 for a scheduler that waits.
     */
    default int lookahead() {
        return 0;
    }

    /** Why the request could never be served, whatever else runs; empty when it can be. */
    Optional<String> refusal(Request request);

    /** How a policy that knows deadlines stands; {@link QosStatus#NONE} of one that does not. O(1). */
    default QosStatus qos() {
        return QosStatus.NONE;
    }

    /**
     * Nanoseconds after {@code now} at which a request that arrived now would have its prompt computed, by the policy's own
     * order and predictions; empty when the policy predicts nothing.
     */
    default OptionalLong predictedWait(Request request, long now) {
        return OptionalLong.empty();
    }

    /** Requests that hold no KV blocks and are not in a batch. */
    int waiting();

    /** Requests that were admitted and have not finished. */
    int running();

    /** KV blocks held, of {@link #kvBlocks()}. */
    int kvBlocksUsed();

    /** KV blocks in all. */
    int kvBlocks();
}
