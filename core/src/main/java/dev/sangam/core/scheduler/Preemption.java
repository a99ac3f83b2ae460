package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvSwap;
import org.jspecify.annotations.Nullable;

/**
 * How a sequence loses its KV blocks: their content is saved and restored later, or computed again, whichever takes less
 * time, as far as there is memory. What other sequences hold too will be found in the cache, so it need not be computed
 * again; it is saved all the same, since a sequence is saved as a whole.
 */
final class Preemption {
    private final @Nullable KvSwap swap;
    private final Queues queues;
    private final Pace pace;
    private final SlackCredit credit;

    /** @param swap {@code null} when nothing can be saved */
    Preemption(@Nullable KvSwap swap, Queues queues, Pace pace, SlackCredit credit) {
        this.swap = swap;
        this.queues = queues;
        this.pace = pace;
        this.credit = credit;
    }

    /** Takes the KV blocks of a sequence that is in no queue and no step; it waits again. */
    void preempt(Sequence s, Step step) {
        if (saves(s)) {
            queues.save(s, step);
        } else {
            credit.giveBack(s);
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

    /** The relegated first, then the least important, then who is due last. */
    static Sequence laxest(SequenceList decodes) {
        Sequence laxest = decodes.first();
        for (int i = 1; i < decodes.size(); i++) {
            Sequence s = decodes.get(i);
            boolean laxer = s.relegated != laxest.relegated
                    ? s.relegated
                    : s.request().priority() != laxest.request().priority()
                            ? s.request().priority() > laxest.request().priority()
                            : s.due >= laxest.due;
            laxest = laxer ? s : laxest;
        }
        return laxest;
    }
}
