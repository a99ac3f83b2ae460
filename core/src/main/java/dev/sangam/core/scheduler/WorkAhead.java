package dev.sangam.core.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompts by rank, kept to tell how much work is ahead of one: sorted blocks, each with the sum of its work. Adding and
 * removing cost O(log n) and a move within a block, asking O(n / {@value #BLOCK}).
 */
final class WorkAhead {
    private static final int BLOCK = 256;

    private static final class Block {
        final @Nullable Sequence[] items = new Sequence[BLOCK];
        int size;
        long tokens;

        Sequence get(int place) {
            Sequence s = items[place];
            if (s == null) {
                throw new IllegalStateException("nothing at " + place + " of " + size);
            }
            return s;
        }

        /** How many are before it. */
        int place(Sequence s) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (RankHeap.before(get(middle), s)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        void add(int place, Sequence s) {
            System.arraycopy(items, place, items, place + 1, size - place);
            items[place] = s;
            size++;
            tokens += s.prefillWork();
        }

        void remove(int place) {
            tokens -= get(place).prefillWork();
            System.arraycopy(items, place + 1, items, place, --size - place);
            items[size] = null;
        }

        /** The second half, taken out. */
        Block split() {
            Block half = new Block();
            for (int i = BLOCK / 2; i < size; i++) {
                half.add(half.size, get(i));
                items[i] = null;
            }
            size = BLOCK / 2;
            tokens -= half.tokens;
            return half;
        }
    }

    private final List<Block> blocks = new ArrayList<>();

    /** All prompts of a heap. O(n log n). */
    WorkAhead(RankHeap prompts) {
        blocks.add(new Block());
        for (int i = 0; i < prompts.size(); i++) {
            add(prompts.get(i));
        }
    }

    void add(Sequence s) {
        int index = blockOf(s);
        Block block = blocks.get(index);
        block.add(block.place(s), s);
        if (block.size == BLOCK) {
            blocks.add(index + 1, block.split());
        }
    }

    void remove(Sequence s) {
        int index = blockOf(s);
        Block block = blocks.get(index);
        block.remove(block.place(s));
        if (block.size == 0 && blocks.size() > 1) {
            blocks.remove(index);
        }
    }

    /** Prompt tokens of those before it. */
    long tokens(Sequence s) {
        int index = blockOf(s);
        long tokens = 0;
        for (int i = 0; i < index; i++) {
            tokens += blocks.get(i).tokens;
        }
        Block block = blocks.get(index);
        int place = block.place(s);
        for (int i = 0; i < place; i++) {
            tokens += block.get(i).prefillWork();
        }
        return tokens;
    }

    /** The first block of which the last is not before it, or the last block. */
    private int blockOf(Sequence s) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Block block = blocks.get(middle);
            if (RankHeap.before(block.get(block.size - 1), s)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
