package dev.sangam.core.kv;

import java.util.Arrays;

/**
 * Which content lies in which block, how many sequences hold it, and in which order unheld blocks are reused: a doubly
 * linked list over arrays, least recently freed first. All operations are O(1) per block.
 */
final class PrefixIndex {
    final int[] holders;
    final long[] content;
    final boolean[] indexed;
    final int[] previous;
    final int[] next;
    final int end;
    final LongIntMap blockOf;
    /** Blocks with content that nobody holds. */
    int kept;

    PrefixIndex(int blocks) {
        holders = new int[blocks];
        content = new long[blocks];
        indexed = new boolean[blocks];
        previous = new int[blocks + 1];
        next = new int[blocks + 1];
        end = blocks;
        blockOf = new LongIntMap(blocks);
        Arrays.setAll(previous, i -> i == 0 ? end : i - 1);
        Arrays.setAll(next, i -> i == end ? 0 : i + 1);
    }

    /**
     * Length of the longest cached run of leading blocks, at most {@code limit}; notes in the table how many of them nobody
     * holds. One pass, since the first of a full queue is matched in every step.
     */
    int match(BlockTable table, int limit) {
        int n = 0;
        int unheld = 0;
        while (n < limit) {
            int block = blockOf.get(table.hash(n));
            if (block < 0) {
                break;
            }
            unheld += holders[block] == 0 ? 1 : 0;
            n++;
        }
        table.unheld = unheld;
        return n;
    }

    /** Holds the first {@code count} cached blocks; returns how many of them were free. */
    int take(BlockTable table, int count) {
        int wereFree = 0;
        for (int i = 0; i < count; i++) {
            int block = blockOf.get(table.hash(i));
            if (holders[block]++ == 0) {
                unlink(block);
                wereFree++;
                kept--;
            }
            table.append(block);
        }
        return wereFree;
    }

    /** Appends {@code count} blocks to the table, dropping the content that they had. */
    void allocate(BlockTable table, int count) {
        for (int i = 0; i < count; i++) {
            int block = next[end];
            unlink(block);
            if (indexed[block]) {
                blockOf.remove(content[block]);
                indexed[block] = false;
                kept--;
            }
            holders[block] = 1;
            table.append(block);
        }
    }

    /** Indexes the table's blocks up to {@code full}. Content that is indexed already stays where it is. */
    void publish(BlockTable table, int full) {
        for (int i = table.published; i < full; i++) {
            int block = table.id(i);
            long hash = table.hash(i);
            if (!indexed[block] && blockOf.get(hash) < 0) {
                indexed[block] = true;
                content[block] = hash;
                blockOf.put(hash, block);
            }
        }
        table.published = Math.max(table.published, full);
    }

    /** Lets go of every block, the last first; returns how many became free. */
    int release(BlockTable table) {
        int freed = 0;
        for (int i = table.size - 1; i >= 0; i--) {
            int block = table.id(i);
            if (--holders[block] == 0) {
                linkLast(block);
                freed++;
                kept += indexed[block] ? 1 : 0;
            }
        }
        return freed;
    }

    /** How many of the table's blocks it holds alone. */
    int heldAlone(BlockTable table) {
        int alone = 0;
        for (int i = 0; i < table.size; i++) {
            alone += holders[table.id(i)] == 1 ? 1 : 0;
        }
        return alone;
    }

    private void unlink(int block) {
        next[previous[block]] = next[block];
        previous[next[block]] = previous[block];
    }

    private void linkLast(int block) {
        int last = previous[end];
        next[last] = block;
        previous[block] = last;
        next[block] = end;
        previous[end] = block;
    }
}
