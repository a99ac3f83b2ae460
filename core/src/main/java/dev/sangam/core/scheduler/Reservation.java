package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.request.Request;
import org.jspecify.annotations.Nullable;

/** Admission as before paging: every sequence gets blocks for the greatest length there may be. */
final class Reservation {
    private Reservation() {}

    static void admit(Queues queues, Step step, int maxBatch, int maxSequences, int maxSequenceTokens) {
        int blocks = queues.kv.blocksFor(maxSequenceTokens);
        while (!queues.waiting.isEmpty()
                && step.size() < maxBatch
                && queues.held() < maxSequences
                && queues.kv.freeBlocks() >= blocks) {
            Sequence s = queues.admitFirst(0, blocks);
            step.add(s, s.prefillRemaining());
        }
    }

    static @Nullable String refusal(Request request, KvCache kv, int maxSequenceTokens) {
        int tokens = request.promptTokens() + request.maxOutputTokens();
        if (tokens > maxSequenceTokens) {
            return "has " + tokens + " tokens with its output, but max_sequence_tokens is " + maxSequenceTokens;
        }
        int reserved = kv.blocksFor(maxSequenceTokens);
        return reserved <= kv.blocks()
                ? null
                : "is given " + reserved + " KV blocks (max_sequence_tokens is " + maxSequenceTokens
                        + "), but there are only " + kv.blocks();
    }
}
