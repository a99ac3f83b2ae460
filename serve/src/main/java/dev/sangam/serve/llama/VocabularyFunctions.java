package dev.sangam.serve.llama;

import static dev.sangam.serve.llama.Symbols.BOOL;
import static dev.sangam.serve.llama.Symbols.INT;
import static dev.sangam.serve.llama.Symbols.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of llama.h about vocabularies and tokens. */
final class VocabularyFunctions {
    private final MethodHandle type;
    private final MethodHandle size;
    private final MethodHandle tokenize;
    private final MethodHandle piece;
    private final MethodHandle beginning;
    private final MethodHandle end;
    private final MethodHandle endOfTurn;
    private final MethodHandle isEndOfGeneration;
    private final MethodHandle isControl;
    private final MethodHandle addsBeginning;

    VocabularyFunctions(Symbols symbols) {
        type = symbols.function("llama_vocab_type", INT, POINTER);
        size = symbols.function("llama_vocab_n_tokens", INT, POINTER);
        tokenize = symbols.function("llama_tokenize", INT, POINTER, POINTER, INT, POINTER, INT, BOOL, BOOL);
        piece = symbols.function("llama_token_to_piece", INT, POINTER, INT, POINTER, INT, INT, BOOL);
        beginning = symbols.function("llama_vocab_bos", INT, POINTER);
        end = symbols.function("llama_vocab_eos", INT, POINTER);
        endOfTurn = symbols.function("llama_vocab_eot", INT, POINTER);
        isEndOfGeneration = symbols.function("llama_vocab_is_eog", BOOL, POINTER, INT);
        isControl = symbols.function("llama_vocab_is_control", BOOL, POINTER, INT);
        addsBeginning = symbols.function("llama_vocab_get_add_bos", BOOL, POINTER);
    }

    int type(MemorySegment vocabulary) {
        try {
            return (int) type.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int size(MemorySegment vocabulary) {
        try {
            return (int) size.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int tokenize(
            MemorySegment vocabulary,
            MemorySegment text,
            int length,
            MemorySegment tokens,
            int capacity,
            boolean addSpecial,
            boolean parseSpecial) {
        try {
            return (int) tokenize.invokeExact(vocabulary, text, length, tokens, capacity, addSpecial, parseSpecial);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int piece(MemorySegment vocabulary, int token, MemorySegment buffer, int length, int leftStrip, boolean special) {
        try {
            return (int) piece.invokeExact(vocabulary, token, buffer, length, leftStrip, special);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int beginning(MemorySegment vocabulary) {
        try {
            return (int) beginning.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int end(MemorySegment vocabulary) {
        try {
            return (int) end.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int endOfTurn(MemorySegment vocabulary) {
        try {
            return (int) endOfTurn.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean isEndOfGeneration(MemorySegment vocabulary, int token) {
        try {
            return (boolean) isEndOfGeneration.invokeExact(vocabulary, token);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean isControl(MemorySegment vocabulary, int token) {
        try {
            return (boolean) isControl.invokeExact(vocabulary, token);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean addsBeginning(MemorySegment vocabulary) {
        try {
            return (boolean) addsBeginning.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }
}
