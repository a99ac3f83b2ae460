package dev.sangam.serve.engine;

import dev.sangam.core.kv.KvSwap;
import dev.sangam.serve.llama.DecodeStatus;
import dev.sangam.serve.llama.LlamaBatch;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.SavedSequence;
import java.util.Arrays;

/** Measures how long the KV of a sequence takes to be copied to host memory and back. */
final class SwapBench {
    /** Of longer sequences a token takes as long within a fifth, where it is worth being saved at all. */
    private static final int TOKENS = 64;

    private static final int RUNS = 5;

    private SwapBench() {}

    /** The medians, with room for so many tokens. The context must be empty, and is empty afterwards. */
    static KvSwap measure(LlamaContext context, int batchTokens, long maxTokens) {
        int tokens = Math.min(TOKENS, context.slotTokens() / 2);
        LlamaBatch batch = new LlamaBatch(batchTokens);
        for (int from = 0; from < tokens; from += batchTokens) {
            batch.clear();
            for (int i = from; i < Math.min(tokens, from + batchTokens); i++) {
                batch.add(0, i, 0, false);
            }
            if (context.decode(batch) != DecodeStatus.OK) {
                throw new IllegalStateException("no batch of " + batch.size() + " tokens can be computed");
            }
        }
        long[] saves = new long[RUNS];
        long[] restores = new long[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            try (SavedSequence saved = context.save(0)) {
                long end = System.nanoTime();
                saves[i] = end - start;
                context.clear(0);
                start = System.nanoTime();
                context.restore(0, saved);
                restores[i] = System.nanoTime() - start;
            }
        }
        context.clear(0);
        return new KvSwap(maxTokens, perToken(saves, tokens), perToken(restores, tokens));
    }

    private static long perToken(long[] nanos, int tokens) {
        Arrays.sort(nanos);
        return Math.max(1, Math.round((double) nanos[RUNS / 2] / tokens));
    }
}
