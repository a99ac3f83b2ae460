package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The tokens of one decode: which token, at which position of which slot, and whether its logits are wanted. Made once
 * and filled again and again; its native memory goes when the object does. One thread uses it at a time.
 */
public final class LlamaBatch {
    private final int capacity;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment slots;
    private final MemorySegment outputs;
    private int size;

    /** An empty batch with room for a number of tokens. */
    public LlamaBatch(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch of " + capacity + " tokens; it must have room for 1");
        }
        this.capacity = capacity;
        Arena arena = Arena.ofAuto();
        struct = arena.allocate(Abi.BATCH);
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        slots = arena.allocate(JAVA_INT, capacity);
        outputs = arena.allocate(JAVA_BYTE, capacity);

        // Every token belongs to exactly one sequence, so these two never change.
        MemorySegment counts = arena.allocate(JAVA_INT, capacity);
        MemorySegment slotPointers = arena.allocate(ADDRESS, capacity);
        for (int i = 0; i < capacity; i++) {
            counts.setAtIndex(JAVA_INT, i, 1);
            slotPointers.setAtIndex(ADDRESS, i, slots.asSlice((long) i * Integer.BYTES));
        }
        struct.set(ADDRESS, Abi.BATCH_TOKENS, tokens);
        struct.set(ADDRESS, Abi.BATCH_POSITIONS, positions);
        struct.set(ADDRESS, Abi.BATCH_SEQUENCE_COUNTS, counts);
        struct.set(ADDRESS, Abi.BATCH_SEQUENCES, slotPointers);
        struct.set(ADDRESS, Abi.BATCH_OUTPUTS, outputs);
    }

    /** How many tokens fit. */
    public int capacity() {
        return capacity;
    }

    /** How many tokens there are. */
    public int size() {
        return size;
    }

    /** Takes all tokens out. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a token. Whether it makes sense is checked when the batch is decoded.
     *
     * @param position its place in its sequence, counted from 0
     * @param output whether its logits are wanted
     * @return its index in the batch, by which to ask for its logits
     * @throws IllegalStateException when the batch is full
     */
    public int add(int token, int position, int slot, boolean output) {
        if (size == capacity) {
            throw new IllegalStateException("the batch is full: it has room for " + capacity + " tokens");
        }
        tokens.setAtIndex(JAVA_INT, size, token);
        positions.setAtIndex(JAVA_INT, size, position);
        slots.setAtIndex(JAVA_INT, size, slot);
        outputs.set(JAVA_BYTE, size, (byte) (output ? 1 : 0));
        return size++;
    }

    int token(int index) {
        return tokens.getAtIndex(JAVA_INT, Objects.checkIndex(index, size));
    }

    int position(int index) {
        return positions.getAtIndex(JAVA_INT, Objects.checkIndex(index, size));
    }

    int slot(int index) {
        return slots.getAtIndex(JAVA_INT, Objects.checkIndex(index, size));
    }

    boolean isOutput(int index) {
        return outputs.get(JAVA_BYTE, Objects.checkIndex(index, size)) != 0;
    }

    /** The C struct. It points into this object's memory, so the object must live on while it is used. */
    MemorySegment struct() {
        struct.set(JAVA_INT, Abi.BATCH_SIZE, size);
        return struct;
    }
}
