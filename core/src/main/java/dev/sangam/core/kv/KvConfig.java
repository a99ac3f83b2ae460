package dev.sangam.core.kv;

/**
 * Size and behaviour of a replica's KV cache.
 *
 * @param blocks number of blocks
 * @param blockTokens tokens per block
 * @param watermark share of the blocks that an admission must leave free, in [0, 1)
 * @param prefixCaching whether computed prefixes are kept and reused
 */
public record KvConfig(int blocks, int blockTokens, double watermark, boolean prefixCaching) {
    /** Tokens per block unless told otherwise. */
    public static final int DEFAULT_BLOCK_TOKENS = 16;

    public KvConfig {
        require("blocks", blocks, blocks >= 1, ">= 1");
        require("block_tokens", blockTokens, blockTokens >= 1, ">= 1");
        require("watermark", watermark, watermark >= 0 && watermark < 1, "in [0, 1)");
        require(
                "blocks * block_tokens",
                (double) blocks * blockTokens,
                (long) blocks * blockTokens < 1L << 31,
                "< 2^31");
    }

    private static void require(String name, double value, boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
        }
    }
}
