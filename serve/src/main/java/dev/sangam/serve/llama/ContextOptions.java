package dev.sangam.serve.llama;

import dev.sangam.core.InputException;

/**
 * The shape of a context.
 *
 * @param contextTokens how many tokens the cache holds, over all slots; llama.cpp rounds it up to a multiple of 256
 * @param batchTokens how many tokens one decode takes at most
 * @param microBatchTokens how many of them are computed at a time
 * @param slots how many sequences there can be
 * @param threads processor threads when every slot gets one token
 * @param batchThreads processor threads for anything larger
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
        int threads,
        int batchThreads,
        boolean unifiedKv,
        boolean embeddings,
        FlashAttention flashAttention) {
    /** What llama.cpp allows. */
    public static final int MAX_SLOTS = 256;

    private static final int MAX_TOKENS = 1 << 30;
    private static final int MAX_THREADS = 512;

    /** Refuses what makes no sense. */
    public ContextOptions {
        check("context tokens", contextTokens, 1, MAX_TOKENS);
        check("slots", slots, 1, MAX_SLOTS);
        check("batch tokens", batchTokens, slots, MAX_TOKENS);
        check("micro batch tokens", microBatchTokens, 1, batchTokens);
        check("threads", threads, 1, MAX_THREADS);
        check("batch threads", batchThreads, 1, MAX_THREADS);
    }

    /** One unified cache for logits, computed by one thread fewer than the machine has. */
    public static ContextOptions of(int contextTokens, int batchTokens, int slots) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        return new ContextOptions(
                contextTokens,
                batchTokens,
                Math.min(batchTokens, 512),
                slots,
                threads,
                threads,
                true,
                false,
                FlashAttention.AUTO);
    }

    /** The same with other numbers of threads. */
    public ContextOptions withThreads(int threads, int batchThreads) {
        return new ContextOptions(
                contextTokens,
                batchTokens,
                microBatchTokens,
                slots,
                threads,
                batchThreads,
                unifiedKv,
                embeddings,
                flashAttention);
    }

    /** The same with a cache of its own for each slot, or one for all. */
    public ContextOptions withUnifiedKv(boolean unifiedKv) {
        return new ContextOptions(
                contextTokens,
                batchTokens,
                microBatchTokens,
                slots,
                threads,
                batchThreads,
                unifiedKv,
                embeddings,
                flashAttention);
    }

    /** The same for embeddings. */
    public ContextOptions withEmbeddings() {
        return new ContextOptions(
                contextTokens,
                batchTokens,
                microBatchTokens,
                slots,
                threads,
                batchThreads,
                unifiedKv,
                true,
                flashAttention);
    }

    private static void check(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InputException(what + " are " + value + "; they must be from " + min + " to " + max);
        }
    }
}
