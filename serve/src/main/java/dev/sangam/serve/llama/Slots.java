package dev.sangam.serve.llama;

import java.util.BitSet;

/**
 * What a context holds, known without asking it: the length of every slot's sequence. llama.cpp answers some mistakes with
 * the end of the process, so a batch is checked here first.
 */
final class Slots {
    private final int[] lengths;
    private final int[] next;
    private final int vocabularySize;
    private final int batchTokens;
    private final int outputs;
    private final BitSet wanted = new BitSet();

    Slots(int slots, int vocabularySize, int batchTokens, int outputs) {
        this.lengths = new int[slots];
        this.next = new int[slots];
        this.vocabularySize = vocabularySize;
        this.batchTokens = batchTokens;
        this.outputs = outputs;
    }

    int count() {
        return lengths.length;
    }

    int batchTokens() {
        return batchTokens;
    }

    int length(int slot) {
        return lengths[checked(slot)];
    }

    void setLength(int slot, int length) {
        lengths[checked(slot)] = length;
    }

    int checked(int slot) {
        if (slot < 0 || slot >= lengths.length) {
            throw new IllegalArgumentException("slot " + slot + "; there are " + lengths.length);
        }
        return slot;
    }

    boolean allEmpty() {
        for (int length : lengths) {
            if (length > 0) {
                return false;
            }
        }
        return true;
    }

    /** Refuses a batch that llama.cpp would refuse, or worse. */
    void check(LlamaBatch batch) {
        int size = batch.size();
        if (size < 1 || size > batchTokens) {
            throw new IllegalArgumentException("a batch of " + size + " tokens; it must have 1 to " + batchTokens);
        }
        System.arraycopy(lengths, 0, next, 0, lengths.length);
        wanted.clear();
        for (int i = 0; i < size; i++) {
            int slot = checked(batch.slot(i));
            int token = batch.token(i);
            if (token < 0 || token >= vocabularySize) {
                throw new IllegalArgumentException(
                        "token " + token + " at index " + i + "; the vocabulary has " + vocabularySize);
            }
            if (batch.position(i) != next[slot]) {
                throw new IllegalArgumentException("position " + batch.position(i) + " of slot " + slot + " at index "
                        + i + "; the next one there is " + next[slot]);
            }
            next[slot]++;
            if (batch.isOutput(i)) {
                wanted.set(i);
            }
        }
        if (wanted.cardinality() > outputs) {
            throw new IllegalArgumentException(
                    "logits of " + wanted.cardinality() + " tokens; there can be " + outputs + " in a batch");
        }
    }

    /** Takes note that the batch checked last is in the cache. */
    void accept() {
        System.arraycopy(next, 0, lengths, 0, lengths.length);
    }

    /** Takes note that there are no logits. */
    void dropOutputs() {
        wanted.clear();
    }

    /** Whether the last batch's token at an index has logits. */
    boolean hasOutput(int index) {
        return index >= 0 && wanted.get(index);
    }
}
