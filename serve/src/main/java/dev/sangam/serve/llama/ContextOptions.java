package dev.sangam.serve.llama;

import dev.sangam.core.InputException;

/**
 * The shape of a context.
 *
 * @param contextTokens how many tokens the cache holds, over all slots; llama.cpp rounds it up to a multiple of 256
 * @param batchTokens how many tokens one decode takes at most
 * @param microBatchTokens how many of them are computed at a time
 * @param slots how many sequences there can be
 * @param outputs how many tokens of a batch can have logits: at least one a slot. Each takes four bytes for every token of the
 *     vocabulary, twice
 * @param threads processor threads
 * @param unifiedKv whether all slots share one cache; else each has its part, which is faster for long sequences with
 *     nothing in common, but then slots must be kept compact and prefixes cannot be shared in part
 * @param embeddings whether embeddings are wanted instead of logits
 * @param flashAttention whether to use the fused kernel of attention
 */
public record ContextOptions(
        int contextTokens,
        int batchTokens,
        int microBatchTokens,
        int slots,
        int outputs,
        int threads,
        boolean unifiedKv,
        boolean embeddings,
        FlashAttention flashAttention) {
    /** What llama.cpp allows. */
    public static final int MAX_SLOTS = 256;

    /** Tokens that the kernels compute at once; a longer batch is cut, which costs nothing. */
    public static final int MICRO_BATCH_TOKENS = 512;

    private static final int MAX_TOKENS = 1 << 30;
    private static final int MAX_THREADS = 512;

    /** Refuses what makes no sense. */
    public ContextOptions {
        check("context tokens", contextTokens, 1, MAX_TOKENS);
        check("slots", slots, 1, MAX_SLOTS);
        check("batch tokens", batchTokens, slots, MAX_TOKENS);
        check("outputs", outputs, slots, batchTokens);
        check("micro batch tokens", microBatchTokens, 1, batchTokens);
        check("threads", threads, 1, MAX_THREADS);
    }

    /** One unified cache for logits, of one token a slot. */
    public static ContextOptions of(int contextTokens, int batchTokens, int slots, int threads) {
        return of(contextTokens, batchTokens, slots, slots, threads);
    }

    /** One unified cache for logits. */
    public static ContextOptions of(int contextTokens, int batchTokens, int slots, int outputs, int threads) {
        int microBatchTokens = Math.min(batchTokens, MICRO_BATCH_TOKENS);
        return new ContextOptions(
                contextTokens,
                batchTokens,
                microBatchTokens,
                slots,
                outputs,
                threads,
                true,
                false,
                FlashAttention.AUTO);
    }

    private static void check(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InputException(what + " are " + value + "; they must be from " + min + " to " + max);
        }
    }
}
