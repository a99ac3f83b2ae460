package dev.sangam.core.kv;

import dev.sangam.core.request.BlockChain;
import dev.sangam.core.request.BlockHashes;
import java.util.Arrays;

/** The KV blocks that one sequence holds, in order. Filled and emptied by {@link KvCache} alone. */
public final class BlockTable {
    private static final int[] NO_IDS = {};
    /** Owners are small numbers, as the keys of a trace are: they start from another hash so as not to meet them. */
    private static final long OWN = BlockChain.of("own blocks");

    private final BlockHashes promptHashes;
    private final long ownHash;
    private int[] ids = NO_IDS;
    int size;
    int published;
    /** Cached blocks found by the last match that no sequence held then. */
    int unheld;

    /**
     * @param promptHashes hashes of the prompt's full blocks
     * @param owner a number unique to the sequence; blocks past the prompt's hashes are shared with nobody but its own
     *     later self, after a preemption
     */
    public BlockTable(BlockHashes promptHashes, long owner) {
        this.promptHashes = promptHashes;
        this.ownHash = BlockChain.next(OWN, owner);
    }

    /** Number of blocks held. */
    public int size() {
        return size;
    }

    /** Id of the physical block at {@code index}; known only to a cache with prefix reuse. */
    public int id(int index) {
        return ids[index];
    }

    void append(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(16, 2 * size));
        }
        ids[size++] = id;
    }

    /** Hash of the content of block {@code index} and all before it. */
    long hash(int index) {
        return index < promptHashes.size() ? promptHashes.at(index) : BlockChain.next(ownHash, index);
    }
}
