package dev.sangam.serve.llama;

import static dev.sangam.serve.llama.Symbols.BOOL;
import static dev.sangam.serve.llama.Symbols.INT;
import static dev.sangam.serve.llama.Symbols.LONG;
import static dev.sangam.serve.llama.Symbols.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of llama.h about contexts, their memory and its state. */
final class ContextFunctions {
    private final MethodHandle open;
    private final MethodHandle free;
    private final MethodHandle contextTokens;
    private final MethodHandle sequenceTokens;
    private final MethodHandle batchTokens;
    private final MethodHandle memory;
    private final MethodHandle pooling;
    private final MethodHandle decode;
    private final MethodHandle synchronize;
    private final MethodHandle logits;
    private final MethodHandle embedding;
    private final MethodHandle remove;
    private final MethodHandle copy;
    private final MethodHandle lastPosition;
    private final MethodHandle stateBytes;
    private final MethodHandle saveState;
    private final MethodHandle restoreState;

    ContextFunctions(Symbols symbols) {
        open = symbols.function("llama_init_from_model", POINTER, POINTER, Abi.CONTEXT_PARAMS);
        free = symbols.function("llama_free", null, POINTER);
        contextTokens = symbols.function("llama_n_ctx", INT, POINTER);
        sequenceTokens = symbols.function("llama_n_ctx_seq", INT, POINTER);
        batchTokens = symbols.function("llama_n_batch", INT, POINTER);
        memory = symbols.function("llama_get_memory", POINTER, POINTER);
        pooling = symbols.function("llama_pooling_type", INT, POINTER);
        decode = symbols.function("llama_decode", INT, POINTER, Abi.BATCH);
        synchronize = symbols.function("llama_synchronize", null, POINTER);
        logits = symbols.function("llama_get_logits_ith", POINTER, POINTER, INT);
        embedding = symbols.function("llama_get_embeddings_seq", POINTER, POINTER, INT);
        remove = symbols.function("llama_memory_seq_rm", BOOL, POINTER, INT, INT, INT);
        copy = symbols.function("llama_memory_seq_cp", null, POINTER, INT, INT, INT, INT);
        lastPosition = symbols.function("llama_memory_seq_pos_max", INT, POINTER, INT);
        stateBytes = symbols.function("llama_state_seq_get_size", LONG, POINTER, INT);
        saveState = symbols.function("llama_state_seq_get_data", LONG, POINTER, POINTER, LONG, INT);
        restoreState = symbols.function("llama_state_seq_set_data", LONG, POINTER, POINTER, LONG, INT);
    }

    MemorySegment open(MemorySegment model, MemorySegment parameters) {
        try {
            return (MemorySegment) open.invokeExact(model, parameters);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void free(MemorySegment context) {
        try {
            free.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int contextTokens(MemorySegment context) {
        try {
            return (int) contextTokens.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int sequenceTokens(MemorySegment context) {
        try {
            return (int) sequenceTokens.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int batchTokens(MemorySegment context) {
        try {
            return (int) batchTokens.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    MemorySegment memory(MemorySegment context) {
        try {
            return (MemorySegment) memory.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int pooling(MemorySegment context) {
        try {
            return (int) pooling.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int decode(MemorySegment context, MemorySegment batch) {
        try {
            return (int) decode.invokeExact(context, batch);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void synchronize(MemorySegment context) {
        try {
            synchronize.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    MemorySegment logits(MemorySegment context, int index) {
        try {
            return (MemorySegment) logits.invokeExact(context, index);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    MemorySegment embedding(MemorySegment context, int sequence) {
        try {
            return (MemorySegment) embedding.invokeExact(context, sequence);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    boolean remove(MemorySegment memory, int sequence, int from, int to) {
        try {
            return (boolean) remove.invokeExact(memory, sequence, from, to);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    void copy(MemorySegment memory, int source, int target, int from, int to) {
        try {
            copy.invokeExact(memory, source, target, from, to);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    int lastPosition(MemorySegment memory, int sequence) {
        try {
            return (int) lastPosition.invokeExact(memory, sequence);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    long stateBytes(MemorySegment context, int sequence) {
        try {
            return (long) stateBytes.invokeExact(context, sequence);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    long saveState(MemorySegment context, MemorySegment target, long size, int sequence) {
        try {
            return (long) saveState.invokeExact(context, target, size, sequence);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    long restoreState(MemorySegment context, MemorySegment source, long size, int sequence) {
        try {
            return (long) restoreState.invokeExact(context, source, size, sequence);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }
}
