package dev.sangam.core.workload;

import dev.sangam.core.request.BlockHashes;

/**
 * A compact form of the block hashes of one prompt: every key stands for the same number of consecutive 16-token
 * blocks. Traces publish hashes of coarser blocks than the KV cache's (Mooncake: 512 tokens, hence 32 blocks a key),
 * and a shared system prompt is a single key. With one block a key, the keys are the hashes themselves.
 */
public final class BlockKeys {
    /** A prompt that shares its prefix with no other. */
    public static final BlockKeys NONE = new BlockKeys(1, new long[0]);

    private final int blocksPerKey;
    private final long[] keys;

    private BlockKeys(int blocksPerKey, long[] keys) {
        this.blocksPerKey = blocksPerKey;
        this.keys = keys;
    }

    /** The keys given, copied, in the order of the prompt; {@code blocksPerKey} is at least 1. */
    public static BlockKeys of(int blocksPerKey, long... keys) {
        if (blocksPerKey < 1) {
            throw new IllegalArgumentException("blocks per key is " + blocksPerKey + "; it must be >= 1");
        }
        return keys.length == 0 ? NONE : new BlockKeys(blocksPerKey, keys.clone());
    }

    /** How many 16-token blocks a key stands for. */
    public int blocksPerKey() {
        return blocksPerKey;
    }

    /** Number of keys. */
    public int size() {
        return keys.length;
    }

    /** Key {@code index}. */
    public long at(int index) {
        return keys[index];
    }

    /** Hashes of the full blocks of a prompt of so many tokens, as far as the keys reach. */
    public BlockHashes hashes(int promptTokens) {
        int blocks = (int) Math.min((long) keys.length * blocksPerKey, promptTokens / Workload.BLOCK_TOKENS);
        return BlockHashes.ofKeys(blocksPerKey, keys, blocks);
    }
}
