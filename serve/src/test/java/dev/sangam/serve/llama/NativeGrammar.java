package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sangam.core.InputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** llama.cpp's own grammars, which ours are compared with. */
final class NativeGrammar implements AutoCloseable {
    private static final int CHUNK = 4096;
    // struct llama_token_data: id, logit, p.
    private static final int CANDIDATE_BYTES = 12;
    // struct llama_token_data_array: data, size, selected, sorted.
    private static final int ARRAY_BYTES = 32;

    private final GrammarFunctions functions;
    private final MemorySegment handle;
    private final int vocabularySize;
    private final MemorySegment candidates;
    private final MemorySegment array;
    private boolean closed;

    private NativeGrammar(GrammarFunctions functions, MemorySegment handle, int vocabularySize) {
        this.functions = functions;
        this.handle = handle;
        this.vocabularySize = vocabularySize;
        Arena arena = Arena.ofAuto();
        candidates = arena.allocate((long) CHUNK * CANDIDATE_BYTES, 8);
        array = arena.allocate(ARRAY_BYTES, 8);
    }

    /**
     * Reads a grammar.
     *
     * @param root the rule that a whole text follows
     * @throws InputException with llama.cpp's reason, when the grammar is not valid
     */
    public static NativeGrammar compile(LlamaVocabulary vocabulary, String gbnf, String root) {
        NativeLog.clear();
        GrammarFunctions functions = new GrammarFunctions(Stories.library().symbols());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle =
                    functions.compile(vocabulary.handle(), arena.allocateFrom(gbnf), arena.allocateFrom(root));
            if (handle.address() == 0) {
                throw new InputException("the grammar is not valid: " + NativeLog.last());
            }
            return new NativeGrammar(functions, handle, vocabulary.size());
        }
    }

    /** Whether a token may come next. */
    public boolean allows(int token) {
        setCandidate(0, Objects.checkIndex(token, vocabularySize), 0);
        apply(1);
        return isAllowed(0);
    }

    /**
     * Goes on by a token.
     *
     * @throws IllegalArgumentException when it may not come next; nothing changed
     */
    public void accept(int token) {
        if (!allows(token)) {
            throw new IllegalArgumentException("the grammar does not allow token " + token + " here");
        }
        functions.accept(handle, token);
    }

    /**
     * Sets the logits of tokens that may not come next to minus infinity.
     *
     * @param logits one float for each token of the vocabulary
     * @return how many tokens are left
     */
    public int mask(MemorySegment logits) {
        if (logits.byteSize() != (long) vocabularySize * Float.BYTES) {
            throw new IllegalArgumentException(
                    "logits of " + logits.byteSize() + " bytes for " + vocabularySize + " tokens");
        }
        int allowed = 0;
        int token = 0;
        while (token < vocabularySize) {
            int count = 0;
            for (; token < vocabularySize && count < CHUNK; token++) {
                if (logits.getAtIndex(JAVA_FLOAT, token) > Float.NEGATIVE_INFINITY) {
                    setCandidate(count++, token, 0);
                }
            }
            apply(count);
            for (int i = 0; i < count; i++) {
                if (isAllowed(i)) {
                    allowed++;
                } else {
                    int refused = candidates.get(JAVA_INT, (long) i * CANDIDATE_BYTES);
                    logits.setAtIndex(JAVA_FLOAT, refused, Float.NEGATIVE_INFINITY);
                }
            }
        }
        return allowed;
    }

    /** As {@link #mask(MemorySegment)}, on an array. */
    public int mask(float[] logits) {
        return mask(MemorySegment.ofArray(logits));
    }

    /** Goes back to the start. */
    public void reset() {
        functions.reset(open());
    }

    /** Frees the grammar; doing so again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            functions.free(handle);
        }
    }

    private void setCandidate(int index, int token, float logit) {
        long offset = (long) index * CANDIDATE_BYTES;
        candidates.set(JAVA_INT, offset, token);
        candidates.set(JAVA_FLOAT, offset + 4, logit);
        candidates.set(JAVA_FLOAT, offset + 8, 0);
    }

    private boolean isAllowed(int index) {
        return candidates.get(JAVA_FLOAT, (long) index * CANDIDATE_BYTES + 4) > Float.NEGATIVE_INFINITY;
    }

    private void apply(int count) {
        array.set(ADDRESS, 0, candidates);
        array.set(JAVA_LONG, 8, count);
        array.set(JAVA_LONG, 16, -1);
        array.set(JAVA_BYTE, 24, (byte) 0);
        functions.apply(open(), array);
    }

    private MemorySegment open() {
        if (closed) {
            throw new IllegalStateException("the grammar is closed");
        }
        return handle;
    }
}
