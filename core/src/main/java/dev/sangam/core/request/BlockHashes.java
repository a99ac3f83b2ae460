package dev.sangam.core.request;

import java.util.Arrays;

/**
 * Content hashes of the full KV blocks of a prompt, in order. Equal hashes at equal positions mean equal prefixes, so
 * hash {@code i} must cover the tokens of blocks {@code 0..i}. A trailing partial block has no hash.
 *
 * <p>Where one hash was published for several blocks, theirs are derived from it when asked for: under overload a million
 * prompts wait, and a hash per block would take more memory than all else that is known of them.
 */
public final class BlockHashes {
    /** No hashes: the prompt shares its prefix with no other request. */
    public static final BlockHashes NONE = new BlockHashes(new long[0], 1, 0);

    private final long[] hashes;
    private final int blocksPerHash;
    private final int size;

    private BlockHashes(long[] hashes, int blocksPerHash, int size) {
        this.hashes = hashes;
        this.blocksPerHash = blocksPerHash;
        this.size = size;
    }

    /** The hashes given, copied. */
    public static BlockHashes of(long... hashes) {
        return hashes.length == 0 ? NONE : new BlockHashes(hashes.clone(), 1, hashes.length);
    }

    /** Hashes of a prompt's full blocks of {@code blockTokens} token ids. */
    public static BlockHashes ofTokens(int[] prompt, int blockTokens) {
        long[] hashes = new long[prompt.length / blockTokens];
        long hash = BlockChain.START;
        for (int i = 0; i < hashes.length * blockTokens; i++) {
            hash = BlockChain.next(hash, prompt[i]);
            hashes[i / blockTokens] = hash;
        }
        return hashes.length == 0 ? NONE : new BlockHashes(hashes, 1, hashes.length);
    }

    /**
     * Hashes of blocks of which {@code blocksPerKey} at a time have a key in common.
     *
     * @param blocksPerKey at least 1; with 1 the keys are the hashes, and must cover all that is before them
     * @param keys in the order of the prompt; copied
     * @param size number of blocks, at most as many as the keys stand for
     */
    public static BlockHashes ofKeys(int blocksPerKey, long[] keys, int size) {
        if (size == 0) {
            return NONE;
        }
        long[] hashes = Arrays.copyOf(keys, Math.ceilDiv(size, blocksPerKey));
        long hash = BlockChain.START;
        for (int i = 0; i < hashes.length && blocksPerKey > 1; i++) {
            hash = BlockChain.next(hash, hashes[i]);
            hashes[i] = hash;
        }
        return new BlockHashes(hashes, blocksPerKey, size);
    }

    /** Number of full blocks hashed. */
    public int size() {
        return size;
    }

    /** Hash of block {@code index}. */
    public long at(int index) {
        return blocksPerHash == 1
                ? hashes[index]
                : BlockChain.next(hashes[index / blocksPerHash], index % blocksPerHash);
    }

    private long[] toArray() {
        long[] all = new long[size];
        Arrays.setAll(all, this::at);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockHashes that && Arrays.equals(toArray(), that.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toArray());
    }

    @Override
    public String toString() {
        return "BlockHashes" + Arrays.toString(toArray());
    }
}
