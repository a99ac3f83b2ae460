package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import org.jspecify.annotations.Nullable;

/** Forms batches from the queues. The rules of one published scheduler, and nothing else. */
interface Policy {
    /**
     * Takes sequences from the queues into the step, with KV blocks for what they will compute; leaves the step empty
     * when nothing can run. The step comes empty. Idle sequences are not in flight unless
     * the scheduler looks ahead.
     */
    void form(Step step, long now);

    /** A sequence that was admitted has ended, and no step holds it any more: its KV blocks are to be freed. */
    default void ended(Sequence s, Queues queues) {
        queues.release(s);
    }

    /** Blocks that one sequence may fill and still be sure to run to its end, whatever else runs. */
    int usableBlocks();

    /** Why this policy could never serve the request, {@code null} when it could. */
    default @Nullable String refusal(Request request) {
        return null;
    }
}
