package dev.sangam.serve.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a slot held: enough to go on in any slot of a context of the same model and shape, without computing it again.
 * Its memory is native and counted nowhere else, so close it. Any thread may do so.
 */
public final class SavedSequence implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final LlamaModel model;
    private final int tokens;
    private final MemorySegment state;

    SavedSequence(LlamaModel model, int tokens, long bytes) {
        this.model = model;
        this.tokens = tokens;
        this.state = arena.allocate(bytes);
    }

    /** How many tokens the sequence has. */
    public int tokens() {
        return tokens;
    }

    /** How much memory it takes. */
    public long sizeBytes() {
        return state.byteSize();
    }

    /** Frees the memory; doing so again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    MemorySegment state() {
        return state;
    }

    boolean isOf(LlamaModel other) {
        return model == other;
    }
}
