package dev.sangam.core.kv;

import dev.sangam.core.Expect;
import java.util.Arrays;
import java.util.Collection;

/** Whether a KV cache and the tables filled from it agree. */
public final class KvConsistency {
    private KvConsistency() {}

    /** Fails when a block is lost, held by nobody and not free, free and held, or found under the wrong content. */
    public static void check(KvCache kv, Collection<BlockTable> tables) {
        if (kv.prefixes == null) {
            int held = tables.stream().mapToInt(BlockTable::size).sum();
            Expect.equal(kv.blocks() - kv.freeBlocks(), held, "KV blocks held");
            return;
        }
        PrefixIndex index = kv.prefixes;
        int[] holders = new int[kv.blocks()];
        for (BlockTable table : tables) {
            checkTable(index, table);
            for (int i = 0; i < table.size(); i++) {
                holders[table.id(i)]++;
            }
        }
        Expect.that(
                Arrays.equals(index.holders, holders),
                "holders of each block are %s; expected %s",
                Arrays.toString(index.holders),
                Arrays.toString(holders));
        checkFreeList(kv, index);
        int kept = 0;
        for (int block = 0; block < kv.blocks(); block++) {
            if (index.indexed[block]) {
                Expect.equal(index.blockOf.get(index.content[block]), block, "block found for its content");
                kept += holders[block] == 0 ? 1 : 0;
            }
        }
        Expect.equal(kv.filledBlocks(), kv.blocks() - kv.freeBlocks() + kept, "KV blocks with content");
    }

    private static void checkTable(PrefixIndex index, BlockTable table) {
        Expect.between(table.published, 0, table.size(), "published blocks");
        for (int i = 0; i < table.size(); i++) {
            int block = table.id(i);
            if (index.indexed[block]) {
                Expect.equal(index.content[block], table.hash(i), "content of block %d", block);
                Expect.that(i < table.published, "block %d is indexed and not published", block);
            }
        }
    }

    private static void checkFreeList(KvCache kv, PrefixIndex index) {
        int free = 0;
        for (int b = index.next[index.end]; b != index.end; b = index.next[b]) {
            Expect.equal(index.holders[b], 0, "holders of free block %d", b);
            Expect.equal(index.next[index.previous[b]], b, "next of the previous of block %d", b);
            Expect.equal(index.previous[index.next[b]], b, "previous of the next of block %d", b);
            Expect.between(++free, 1, kv.blocks(), "length of the free list");
        }
        Expect.equal(free, kv.freeBlocks(), "length of the free list");
    }
}
