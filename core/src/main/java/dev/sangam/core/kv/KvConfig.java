package dev.sangam.core.kv;

import org.jspecify.annotations.Nullable;

/**
 * Size and behaviour of a replica's KV cache.
 *
 * @param blocks number of blocks
 * @param blockTokens tokens per block
 * @param watermark share of the blocks that an admission must leave free, in [0, 1)
 * @param prefixCaching whether computed prefixes are kept and reused
 * @param swap host memory for blocks of preempted sequences; {@code null} where all are computed again
 */
public record KvConfig(
        int blocks,
        int blockTokens,
        double watermark,
        boolean prefixCaching,
        @Nullable KvSwap swap) {
    /** Tokens per block unless told otherwise. */
    public static final int DEFAULT_BLOCK_TOKENS = 16;

    /** The index of prefixes has up to four slots per block, in one array. */
    private static final int MAX_INDEXED_BLOCKS = 1 << 28;

    public KvConfig {
        require(blocks >= 1, "blocks", blocks, "it must be >= 1");
        require(blockTokens >= 1, "block_tokens", blockTokens, "it must be >= 1");
        require(watermark >= 0 && watermark < 1, "watermark", watermark, "it must be in [0, 1)");
        long tokens = (long) blocks * blockTokens;
        require(tokens < 1L << 31, "blocks * block_tokens", tokens, "it must be < 2^31");
        require(
                !prefixCaching || blocks < MAX_INDEXED_BLOCKS,
                "blocks",
                blocks,
                "with prefix caching it must be < " + MAX_INDEXED_BLOCKS);
    }

    /** Without a place to save blocks to. */
    public KvConfig(int blocks, int blockTokens, double watermark, boolean prefixCaching) {
        this(blocks, blockTokens, watermark, prefixCaching, null);
    }

    /** The same with a place to save blocks to. */
    public KvConfig withSwap(@Nullable KvSwap other) {
        return new KvConfig(blocks, blockTokens, watermark, prefixCaching, other);
    }

    private static void require(boolean holds, String name, Number value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; " + rule);
        }
    }
}
