package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What policies form batches from: requests waiting, admitted sequences that are idle (not in a step), and the KV cache
 * they share.
 */
final class Queues {
    final KvCache kv;
    final WaitingQueue waiting;
    final SequenceList idle = new SequenceList();
    final List<Sequence> kept = new ArrayList<>();
    private final RestartRule restart;
    private int held;
    private long admissions;
    private long savedTokens;

    /** With {@link RestartRule#FROM_KNOWN}. */
    Queues(KvCache kv, WaitingQueue waiting) {
        this(kv, waiting, RestartRule.FROM_KNOWN);
    }

    Queues(KvCache kv, WaitingQueue waiting, RestartRule restart) {
        this.kv = kv;
        this.waiting = waiting;
        this.restart = restart;
    }

    /** Sequences admitted and not finished, in a step or idle. */
    int held() {
        return held;
    }

    /** Leading blocks of a waiting sequence whose content is in the cache; what was saved is restored into others. */
    int cachedBlocks(Sequence s) {
        return s.saved() > 0 ? 0 : kv.cachedBlocks(s.blocks, s.target());
    }

    /** Blocks that a waiting sequence needs to go on. */
    int blocksFor(Sequence s) {
        return kv.blocksFor(Math.max(s.target(), s.contextAfterDecode()));
    }

    /** Takes the first waiting sequence, giving it {@code blocks} KV blocks in all, of which the first ones are cached. */
    Sequence admitFirst(int cachedBlocks, int blocks) {
        return admit(waiting.removeFirst(), cachedBlocks, blocks);
    }

    /** Gives a sequence, which has just been taken from the waiting ones, {@code blocks} KV blocks in all. */
    Sequence admit(Sequence s, int cachedBlocks, int blocks) {
        if (cachedBlocks > 0) {
            kv.takeCached(s.blocks, cachedBlocks);
            s.reuse(cachedBlocks * kv.blockTokens());
        }
        if (!kv.extend(s.blocks, blocks - cachedBlocks)) {
            throw new IllegalStateException(s + " admitted without room for its KV blocks");
        }
        savedTokens -= s.saved();
        s.admission = admissions++;
        s.admitted = true;
        held++;
        return s;
    }

    /** Takes the KV blocks of a sequence that is in no queue and no step; it waits again, before all others. */
    void preempt(Sequence s, Step step) {
        release(s);
        s.restart(restart);
        waiting.putBack(s);
        step.addPreempted(s.request());
    }

    /** Tokens of all sequences that are saved. */
    long savedTokens() {
        return savedTokens;
    }

    /** Takes the KV blocks of a sequence, as {@link #preempt} does, but has their content saved. */
    void save(Sequence s, Step step) {
        release(s);
        s.save();
        savedTokens += s.saved();
        waiting.putBack(s);
        step.addSaved(s.request(), s.saved());
    }

    /** What was saved of a sequence that waits is needed no more. */
    void forgetSaved(Sequence s) {
        savedTokens -= s.saved();
        s.forgetSaved();
    }

    /** Takes the KV blocks of a sequence back. */
    void release(Sequence s) {
        leave(s);
        kv.free(s.blocks);
    }

    /** The sequence has ended and no longer counts as held, but its KV blocks stay taken until {@link #freeKept}. */
    void keepBlocks(Sequence s) {
        leave(s);
        kept.add(s);
    }

    /** Takes back the KV blocks that were kept for ended sequences of this {@link Sequence#admission}. */
    void freeKept(long admission) {
        for (Iterator<Sequence> i = kept.iterator(); i.hasNext(); ) {
            Sequence s = i.next();
            if (s.admission == admission) {
                kv.free(s.blocks);
                i.remove();
            }
        }
    }

    private void leave(Sequence s) {
        s.admitted = false;
        held--;
    }

    /** Blocks that a sequence may fill when {@link #makeRoomForDecode} gives it room and the watermark admits it. */
    int usableForDecodes() {
        return kv.blocks() - Math.max(1, kv.watermarkBlocks());
    }

    /**
     * Gives a decoding sequence, which was taken from the idle ones, room for its next token, preempting idle sequences
     * from the end if need be; when none is left it is preempted itself, and the answer is false. As in the reference
     * schedulers, one block must be free even when the sequence needs none.
     */
    boolean makeRoomForDecode(Sequence s, Step step) {
        while (kv.freeBlocks() < 1) {
            if (idle.isEmpty()) {
                preempt(s, step);
                return false;
            }
            preempt(idle.removeLast(), step);
        }
        return kv.grow(s.blocks, s.contextAfterDecode());
    }
}
