package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvSwap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the KV of a sequence that must give up its blocks is saved and restored later, or computed again: whichever takes
 * less time, as far as there is memory. What others hold too will be found in the cache, so it counts as saved time of
 * neither; it is copied all the same, since a sequence is saved as a whole.
 */
final class SaveRule {
    private final @Nullable KvSwap swap;
    private final Queues queues;
    private final Pace pace;

    /** @param swap {@code null} when nothing can be saved */
    SaveRule(@Nullable KvSwap swap, Queues queues, Pace pace) {
        this.swap = swap;
        this.queues = queues;
        this.pace = pace;
    }

    /** Takes the KV blocks of a sequence that is in no queue and no step; it waits again. */
    void preempt(Sequence s, Step step) {
        if (saves(s)) {
            queues.save(s, step);
        } else {
            queues.preempt(s, step);
        }
    }

    private boolean saves(Sequence s) {
        if (swap == null || s.computed() == 0 || queues.savedTokens() + s.computed() > swap.maxTokens()) {
            return false;
        }
        long lost = Math.min(s.computed(), (long) queues.kv.ownBlocks(s.blocks) * queues.kv.blockTokens());
        return swap.nanos(s.computed()) < lost * pace.nanosPerToken();
    }
}
