package dev.sangam.core.request;

import java.util.Arrays;

/**
 * Content hashes of the full KV blocks of a prompt, in order. Equal hashes at equal positions mean equal prefixes, so
 * hash {@code i} must cover the tokens of blocks {@code 0..i}. A trailing partial block has no hash.
 */
public final class BlockHashes {
    /** No hashes: the prompt shares its prefix with no other request. */
    public static final BlockHashes NONE = new BlockHashes(new long[0]);

    private final long[] hashes;

    private BlockHashes(long[] hashes) {
        this.hashes = hashes;
    }

    /** The hashes given, copied. */
    public static BlockHashes of(long... hashes) {
        return hashes.length == 0 ? NONE : new BlockHashes(hashes.clone());
    }

    /** Number of full blocks hashed. */
    public int size() {
        return hashes.length;
    }

    /** Hash of block {@code index}. */
    public long at(int index) {
        return hashes[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockHashes that && Arrays.equals(hashes, that.hashes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hashes);
    }

    @Override
    public String toString() {
        return "BlockHashes" + Arrays.toString(hashes);
    }
}
