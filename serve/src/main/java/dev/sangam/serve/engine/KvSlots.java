package dev.sangam.serve.engine;

import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.SavedSequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which sequence lies in which slot of the kernels' KV cache. The scheduler's {@code KvCache} decides how many tokens fit
 * and which prefixes are reused; here its decisions are carried out: a finished sequence is kept, the least recently used
 * one giving way first, and a new one takes over the longest prefix that it shares with any. Should less lie here than
 * the scheduler believes, the executor computes the rest: what is reused is a matter of speed, never of content.
 *
 * <p>Owned by the kernels' thread. Opening and releasing are O(slots).
 */
final class KvSlots {
    /** A place for one sequence. */
    static final class Slot {
        private int id;
        private @Nullable Tokens tokens;
        private int filled;

        private Slot(int id) {
            this.id = id;
        }

        /** Its number to the kernels; may be another after a sequence has been released. */
        int id() {
            return id;
        }

        /** Leading tokens of its sequence whose keys and values are in the cache. */
        int filled() {
            return filled;
        }

        /** The kernels have computed {@code count} more tokens. */
        void extend(int count) {
            filled += count;
        }

        private int common(Tokens other, int length) {
            return tokens == null ? 0 : tokens.common(filled, other, length);
        }
    }

    private final LlamaContext context;
    private final boolean keepsPrefixes;
    private final boolean compact;
    private final PriorityQueue<Slot> free = new PriorityQueue<>(Comparator.comparingInt(Slot::id));
    private final List<Slot> held = new ArrayList<>();
    private final Set<Slot> kept = new LinkedHashSet<>();

    /**
     * @param keepsPrefixes whether finished sequences are kept to be shared
     * @param compact whether the slots of running sequences must be the first ones without a hole, as kernels with a
     *     buffer for each sequence want it: else they compute each on its own
     */
    KvSlots(LlamaContext context, boolean keepsPrefixes, boolean compact) {
        this.context = context;
        this.keepsPrefixes = keepsPrefixes;
        this.compact = compact;
        for (int i = 0; i < context.slots(); i++) {
            free.add(new Slot(i));
        }
    }

    /** A slot for a sequence, with as many of its first {@code wanted} tokens as some slot holds. */
    Slot open(Tokens tokens, int wanted) {
        Slot source = null;
        int common = 0;
        for (List<Slot> slots : List.of(held, List.copyOf(kept))) {
            for (Slot slot : slots) {
                int length = wanted == 0 ? 0 : slot.common(tokens, wanted);
                if (length > common) {
                    common = length;
                    source = slot;
                }
            }
        }
        Slot slot = take(source);
        slot.tokens = tokens;
        if (source != null) {
            context.share(source.id, slot.id, common);
            if (kept.remove(source)) {
                kept.add(source); // used just now
            }
        }
        slot.filled = common;
        held.add(slot);
        return slot;
    }

    /**
     * Fills a slot with what was saved of its sequence, in place of what it holds. Where there is no room for it the slot is
     * empty afterwards.
     */
    void restore(Slot slot, SavedSequence saved) {
        context.clear(slot.id);
        slot.filled = 0;
        boolean restored = context.restore(slot.id, saved);
        while (!restored && makeRoom(saved.tokens())) {
            restored = context.restore(slot.id, saved);
        }
        if (!restored) {
            merge();
            restored = context.restore(slot.id, saved);
        }
        slot.filled = restored ? saved.tokens() : 0;
    }

    private Slot take(@Nullable Slot source) {
        if (free.isEmpty()) {
            Slot oldest = kept.stream()
                    .filter(slot -> slot != source)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("more sequences than slots"));
            shorten(oldest, 0);
        }
        return free.remove();
    }

    /** The sequence has ended or was preempted. */
    void release(Slot slot) {
        held.remove(slot);
        Tokens tokens = slot.tokens;
        if (!keepsPrefixes || slot.filled == 0 || tokens == null) {
            clear(slot);
            if (compact) {
                fillHole(slot);
            }
            return;
        }
        for (Iterator<Slot> i = kept.iterator(); i.hasNext(); ) {
            Slot other = i.next();
            if (other.common(tokens, slot.filled) == other.filled) {
                i.remove(); // all that it holds, this one holds too
                clear(other);
            }
        }
        kept.add(slot);
    }

    /** Moves the last running sequence to where the slot was. */
    private void fillHole(Slot hole) {
        Slot last = Collections.max(held.isEmpty() ? List.of(hole) : held, Comparator.comparingInt(Slot::id));
        if (last.id > hole.id) {
            free.remove(hole);
            int from = last.id;
            if (last.filled > 0) {
                context.share(from, hole.id, last.filled);
                context.clear(from);
            }
            last.id = hole.id;
            hole.id = from;
            free.add(hole);
        }
    }

    /** Gives up about {@code count} tokens that no sequence holds, or more; false when there are none. */
    boolean makeRoom(int count) {
        if (kept.isEmpty()) {
            return false;
        }
        Slot oldest = kept.iterator().next();
        shorten(oldest, Math.max(0, oldest.filled - count));
        return true;
    }

    /**
     * Keeps what sequences have in common once, where several were computed at the same time, or took the same prefix
     * from different places. The scheduler counts every block that is shared once, so that there is room afterwards.
     */
    void merge() {
        for (int i = 1; i < held.size(); i++) {
            Slot target = held.get(i);
            for (int j = 0, merged = 0; j < i; j++) {
                Slot source = held.get(j);
                int common = target.tokens == null ? 0 : source.common(target.tokens, target.filled);
                if (common > merged) {
                    context.merge(source.id, target.id, common);
                    merged = common;
                }
            }
        }
    }

    private void shorten(Slot slot, int length) {
        if (length > 0) {
            context.truncate(slot.id, length);
            slot.filled = length;
        } else {
            kept.remove(slot);
            clear(slot);
        }
    }

    private void clear(Slot slot) {
        context.clear(slot.id);
        slot.tokens = null;
        slot.filled = 0;
        free.add(slot);
    }
}
