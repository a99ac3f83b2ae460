package dev.sangam.core.request;

/**
 * Chained hashing of KV blocks: the hash of a block mixes the hash of the block before it, so that equal hashes mean
 * equal prefixes and not only equal blocks.
 */
public final class BlockChain {
    /** Hash before the first block. */
    public static final long START = 0x9e37_79b9_7f4a_7c15L;

    private BlockChain() {}

    /** Hash after {@code content}, given the hash before it. */
    public static long next(long previous, long content) {
        return mix(previous * 0xd134_2543_de82_ef95L + mix(content + START));
    }

    /** Hash of a text, equal on every machine. */
    public static long of(String text) {
        long hash = START;
        for (int i = 0; i < text.length(); i++) {
            hash = next(hash, text.charAt(i));
        }
        return hash;
    }

    /**
     * The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a bijection, so distinct contents stay distinct.
     */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }
}
