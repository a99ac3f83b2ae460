package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sangam.serve.grammar.TokenIndex;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tokens of a model: text to tokens and back. Safe for use by several threads. */
public final class LlamaVocabulary {
    private static final int PIECE_BYTES = 64;

    private final VocabularyFunctions functions;
    private final MemorySegment handle;
    private final int size;
    private @Nullable TokenIndex index;

    LlamaVocabulary(VocabularyFunctions functions, MemorySegment handle) {
        this.functions = functions;
        this.handle = handle;
        this.size = functions.size(handle);
    }

    /** How many tokens there are; a token is a number from 0 up to this. */
    public int size() {
        return size;
    }

    /**
     * The tokens of a text.
     *
     * @param addSpecial whether to add the tokens that the model wants around a text, such as a beginning
     * @param parseSpecial whether to read the names of control tokens in the text as those tokens; never for text that
     *     a user wrote
     */
    public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(bytes.length + 1L);
            MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
            int capacity = bytes.length / 3 + 16;
            MemorySegment tokens = arena.allocate(JAVA_INT, capacity);
            int count = functions.tokenize(handle, copy, bytes.length, tokens, capacity, addSpecial, parseSpecial);
            if (count == Integer.MIN_VALUE) {
                throw new IllegalArgumentException("a text of " + bytes.length + " bytes is too long to tokenize");
            }
            if (count < 0) {
                tokens = arena.allocate(JAVA_INT, -count);
                count = functions.tokenize(handle, copy, bytes.length, tokens, -count, addSpecial, parseSpecial);
            }
            return tokens.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT);
        }
    }

    /**
     * The bytes of a token. They need not be whole characters.
     *
     * @param special whether a control token gives its name instead of nothing
     */
    public byte[] piece(int token, boolean special) {
        Objects.checkIndex(token, size);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(PIECE_BYTES);
            int length = functions.piece(handle, token, buffer, PIECE_BYTES, 0, special);
            if (length < 0) {
                buffer = arena.allocate(-length);
                length = functions.piece(handle, token, buffer, -length, 0, special);
            }
            return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }

    /** The token that begins a text, or -1. */
    public int bos() {
        return functions.beginning(handle);
    }

    /** The token that ends a text, or -1. */
    public int eos() {
        return functions.end(handle);
    }

    /** The token that ends a turn of a conversation, or -1. */
    public int eot() {
        return functions.endOfTurn(handle);
    }

    /** Whether a model that gives this token has nothing more to say. */
    public boolean isEndOfGeneration(int token) {
        return functions.isEndOfGeneration(handle, Objects.checkIndex(token, size));
    }

    /** Whether the token stands for no text. */
    public boolean isControl(int token) {
        return functions.isControl(handle, Objects.checkIndex(token, size));
    }

    /** Whether the model wants its texts to start with {@link #bos()}. */
    public boolean addsBos() {
        return functions.addsBeginning(handle);
    }

    /** The tokens as a grammar sees them, put in order by the first call. Control tokens have no text. */
    public synchronized TokenIndex tokenIndex() {
        if (index == null) {
            List<byte[]> pieces = new ArrayList<>(size);
            BitSet ends = new BitSet(size);
            for (int token = 0; token < size; token++) {
                pieces.add(piece(token, false));
                ends.set(token, isEndOfGeneration(token));
            }
            index = new TokenIndex(pieces, ends);
        }
        return index;
    }

    MemorySegment handle() {
        return handle;
    }

    boolean isMissing() {
        return size <= 0 || functions.type(handle) == 0;
    }
}
