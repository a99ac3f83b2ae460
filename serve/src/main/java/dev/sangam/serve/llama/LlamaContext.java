package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sangam.core.InputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * The working memory of a model: a cache for a number of slots, each with one sequence of tokens, and what it takes to
 * compute the next ones.
 *
 * <p>One platform thread owns a context and makes every call, {@link #requestAbort()} excepted; a virtual thread would pin
 * its carrier for as long as a decode takes. Contexts of one model are independent of each other.
 *
 * <p>Everything is checked here before llama.cpp sees it, since it ends the process over some mistakes. A wrong argument
 * is an {@link IllegalArgumentException} and changes nothing.
 */
public final class LlamaContext implements AutoCloseable {
    private final LlamaModel model;
    private final ContextOptions options;
    private final ContextFunctions functions;
    private final MemorySegment handle;
    private final MemorySegment memory;
    private final MemorySegment abortFlag;
    private final Slots slots;
    private final int vocabularySize;
    private boolean closed;

    private LlamaContext(LlamaModel model, ContextOptions options, MemorySegment handle, MemorySegment abortFlag) {
        this.model = model;
        this.options = options;
        this.functions = model.library().contexts;
        this.handle = handle;
        this.abortFlag = abortFlag;
        this.memory = functions.memory(handle);
        this.vocabularySize = model.vocabulary().size();
        int batchTokens = Math.min(options.batchTokens(), functions.batchTokens(handle));
        int outputs = options.embeddings() ? batchTokens : options.outputs();
        this.slots = new Slots(options.slots(), vocabularySize, batchTokens, outputs);
    }

    /**
     * Makes a context.
     *
     * @throws InputException when there is not enough memory for it, or the model is of a kind that cannot be served
     */
    public static LlamaContext open(LlamaModel model, ContextOptions options) {
        if (model.vocabularyOnly()) {
            throw new IllegalArgumentException("the model was opened for its vocabulary only");
        }
        if (model.isEncoderDecoder()) {
            throw new InputException(
                    "models with both an encoder and a decoder cannot be served: " + model.description());
        }
        if (options.embeddings() && options.batchTokens() % options.slots() != 0) {
            // llama.cpp plans with whole rows of slots, and ends the process when they do not fit its outputs.
            throw new IllegalArgumentException(
                    "for embeddings batch tokens must be a multiple of the slots: " + options);
        }
        NativeLog.clear();
        // Eight zero bytes: a C string of length 0, until an abort makes it one of length 1.
        MemorySegment abortFlag = Arena.ofAuto().allocate(8, 8);
        MemorySegment owner = model.retain();
        MemorySegment handle = MemorySegment.NULL;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = parameters(model, options, abortFlag, arena);
            handle = model.library().contexts.open(owner, parameters.asSlice(0, Abi.CONTEXT_PARAMS_BYTES));
        } finally {
            if (handle.address() == 0) {
                model.release();
            }
        }
        if (handle.address() == 0) {
            throw new InputException("a context of " + options.contextTokens() + " tokens for " + options.slots()
                    + " slots cannot be made: " + NativeLog.last() + ". Maybe there is not enough memory.");
        }
        return new LlamaContext(model, options, handle, abortFlag);
    }

    private static MemorySegment parameters(
            LlamaModel model, ContextOptions options, MemorySegment abortFlag, Arena arena) {
        MemorySegment struct = model.library().defaults("llama_context_default_params", arena);
        struct.set(JAVA_INT, Abi.CONTEXT_TOKENS, options.contextTokens());
        struct.set(JAVA_INT, Abi.CONTEXT_BATCH, options.batchTokens());
        // Attention in both directions needs all of a batch at once.
        struct.set(
                JAVA_INT,
                Abi.CONTEXT_MICRO_BATCH,
                options.embeddings() ? options.batchTokens() : options.microBatchTokens());
        struct.set(JAVA_INT, Abi.CONTEXT_SEQUENCES, options.slots());
        struct.set(JAVA_INT, Abi.CONTEXT_OUTPUTS, options.embeddings() ? 0 : options.outputs());
        struct.set(JAVA_INT, Abi.CONTEXT_THREADS, options.threads());
        struct.set(JAVA_INT, Abi.CONTEXT_BATCH_THREADS, options.threads());
        struct.set(
                JAVA_INT, Abi.CONTEXT_FLASH_ATTENTION, options.flashAttention().code());
        struct.set(JAVA_BYTE, Abi.CONTEXT_EMBEDDINGS, (byte) (options.embeddings() ? 1 : 0));
        struct.set(JAVA_BYTE, Abi.CONTEXT_NO_TIMINGS, (byte) 1);
        struct.set(JAVA_BYTE, Abi.CONTEXT_UNIFIED, (byte) (options.unifiedKv() ? 1 : 0));
        if (options.embeddings() && !model.statesPooling()) {
            struct.set(JAVA_INT, Abi.CONTEXT_POOLING, PoolingType.MEAN.code());
        }
        // strlen(flag) != 0 is llama.cpp's question whether to abort: no call comes back into Java.
        struct.set(ADDRESS, Abi.CONTEXT_ABORT, model.library().strlen);
        struct.set(ADDRESS, Abi.CONTEXT_ABORT_DATA, abortFlag);
        return struct;
    }

    /** How many tokens the cache holds, as llama.cpp rounded it. */
    public int contextTokens() {
        return functions.contextTokens(open());
    }

    /** How many tokens one slot can hold: all of them, or its part of a split cache. */
    public int slotTokens() {
        return functions.sequenceTokens(open());
    }

    /** How many slots there are. */
    public int slots() {
        return slots.count();
    }

    /** The position of the last token in a slot, or -1 for an empty one. */
    public int lastPosition(int slot) {
        return slots.length(slot) - 1;
    }

    /** How many of a sequence's tokens another slot can take over. */
    public PrefixSharing prefixSharing() {
        return options.unifiedKv() && !model.isRecurrent() ? PrefixSharing.PARTIAL : PrefixSharing.WHOLE;
    }

    /**
     * Computes a batch: puts its tokens into the cache and their logits, where wanted, at {@link #logits(int)}. Positions
     * of a slot must follow on what it holds, without a gap.
     *
     * @throws IllegalArgumentException when the batch is wrong; nothing changed
     * @throws IllegalStateException when llama.cpp failed; the context is of no more use
     */
    public DecodeStatus decode(LlamaBatch batch) {
        MemorySegment context = open();
        slots.check(batch);
        NativeLog.clear();
        int code;
        try {
            code = functions.decode(context, batch.struct());
            functions.synchronize(context);
        } finally {
            setAbort(0);
            Reference.reachabilityFence(batch);
        }
        return switch (code) {
            case 0 -> {
                if (hasMemory()) {
                    slots.accept();
                }
                yield DecodeStatus.OK;
            }
            case 1 -> {
                slots.dropOutputs();
                yield DecodeStatus.KV_FULL;
            }
            case 2 -> {
                slots.dropOutputs();
                for (int i = 0; i < batch.size(); i++) {
                    readLength(batch.slot(i));
                }
                yield DecodeStatus.ABORTED;
            }
            default -> {
                slots.dropOutputs();
                throw new IllegalStateException("llama.cpp failed with " + code + ": " + NativeLog.last());
            }
        };
    }

    /**
     * Stops the decode that is running, within one operator of the model; when none is, the next one. The only method for
     * other threads.
     */
    public void requestAbort() {
        setAbort(1);
    }

    /**
     * The logits of a token of the last batch: a view of llama.cpp's memory, one float for each token of the vocabulary,
     * valid until the next decode and writable until then.
     *
     * @param batchIndex what {@link LlamaBatch#add} returned
     */
    public MemorySegment logits(int batchIndex) {
        MemorySegment context = open();
        if (!slots.hasOutput(batchIndex)) {
            throw new IllegalArgumentException("the last batch has no logits at index " + batchIndex);
        }
        MemorySegment row = functions.logits(context, batchIndex);
        if (row.address() == 0) {
            throw new IllegalStateException("llama.cpp has no logits at index " + batchIndex + ": " + NativeLog.last());
        }
        return Symbols.view(row, (long) vocabularySize * Float.BYTES);
    }

    /** Copies the logits of a token of the last batch, one for each token of the vocabulary. */
    public void logits(int batchIndex, float[] into) {
        MemorySegment.copy(logits(batchIndex), JAVA_FLOAT, 0, into, 0, vocabularySize);
    }

    /** How {@link #embedding(int)} makes one embedding of many. */
    public PoolingType poolingType() {
        return PoolingType.of(functions.pooling(open()));
    }

    /** The embedding of the tokens that the last batch had for a slot. */
    public float[] embedding(int slot) {
        MemorySegment context = open();
        if (!options.embeddings()) {
            throw new IllegalStateException("this context computes no embeddings");
        }
        MemorySegment row = functions.embedding(context, slots.checked(slot));
        if (row.address() == 0) {
            throw new IllegalArgumentException("the last batch has no embedding of slot " + slot);
        }
        return Symbols.view(row, (long) model.pooledSize(poolingType()) * Float.BYTES)
                .toArray(JAVA_FLOAT);
    }

    /** Empties a slot. */
    public void clear(int slot) {
        open();
        slots.setLength(slot, 0);
        if (hasMemory()) {
            functions.remove(memory, slot, -1, -1);
        }
    }

    /**
     * Removes the tokens of a slot from a position on.
     *
     * @return false when this model cannot take back a part of a sequence; nothing changed then
     */
    public boolean truncate(int slot, int from) {
        open();
        int length = slots.length(slot);
        if (from < 0 || from > length) {
            throw new IllegalArgumentException("truncate slot " + slot + " from " + from + "; it holds " + length);
        }
        if (from == length) {
            return true;
        }
        if (from == 0) {
            clear(slot);
            return true;
        }
        boolean removed = functions.remove(memory, slot, from, -1);
        readLength(slot);
        return removed;
    }

    /** Gives an empty slot the first tokens of another. They are kept once, however many slots have them. */
    public void share(int source, int target, int length) {
        open();
        int held = slots.length(source);
        if (slots.checked(target) == source || slots.length(target) != 0) {
            throw new IllegalArgumentException("slot " + target + " must be another one, and empty");
        }
        if (length < 1 || length > held) {
            throw new IllegalArgumentException("share " + length + " tokens of slot " + source + "; it holds " + held);
        }
        boolean whole = length == held;
        if (!whole && prefixSharing() == PrefixSharing.WHOLE) {
            throw new IllegalArgumentException(
                    "share " + length + " of " + held + " tokens; here a sequence is shared as a whole");
        }
        functions.copy(memory, source, target, -1, whole ? -1 : length);
        slots.setLength(target, length);
    }

    /**
     * Makes two slots that start with the same tokens keep them once, in place of once each.
     *
     * @param length how many of their first tokens are the same, for which the caller vouches
     */
    public void merge(int source, int target, int length) {
        open();
        int both = Math.min(slots.length(source), slots.length(target));
        if (source == target || length < 1 || length > both || prefixSharing() == PrefixSharing.WHOLE) {
            throw new IllegalArgumentException(
                    "merge " + length + " tokens of slots " + source + " and " + target + ", which hold " + both);
        }
        functions.remove(memory, target, 0, length);
        functions.copy(memory, source, target, 0, length);
    }

    /** Copies a slot's sequence out. The slot keeps it. */
    public SavedSequence save(int slot) {
        MemorySegment context = open();
        int length = slots.length(slot);
        if (length == 0) {
            throw new IllegalArgumentException("slot " + slot + " is empty; there is nothing to save");
        }
        var saved = new SavedSequence(model, length, functions.stateBytes(context, slot));
        long written = functions.saveState(context, saved.state(), saved.sizeBytes(), slot);
        if (written == 0 || written > saved.sizeBytes()) {
            saved.close();
            throw new IllegalStateException("slot " + slot + " could not be saved: " + NativeLog.last());
        }
        return saved;
    }

    /**
     * Puts a sequence into an empty slot.
     *
     * @return false when the cache has no room for it; the slot is empty then
     */
    public boolean restore(int slot, SavedSequence saved) {
        MemorySegment context = open();
        if (slots.length(slot) != 0) {
            throw new IllegalArgumentException("slot " + slot + " is not empty; nothing can be restored into it");
        }
        if (!saved.isOf(model)) {
            throw new IllegalArgumentException("the saved sequence is of another model");
        }
        if (functions.restoreState(context, saved.state(), saved.sizeBytes(), slot) == 0) {
            clear(slot);
            return false;
        }
        slots.setLength(slot, saved.tokens());
        return true;
    }

    /** Computes the largest batch once and forgets it, so that memory is there and the first real one is as fast. */
    public void warmUp() {
        if (!slots.allEmpty()) {
            throw new IllegalStateException("a context is warmed up before it is used");
        }
        int size = Math.min(slots.batchTokens(), slotTokens());
        LlamaBatch batch = new LlamaBatch(size);
        int token = Math.max(0, model.vocabulary().bos());
        for (int i = 0; i < size; i++) {
            batch.add(token, i, 0, options.embeddings() || i == size - 1);
        }
        decode(batch);
        clear(0);
    }

    /** Frees everything; doing so again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            functions.free(handle);
            model.release();
        }
    }

    // A model that only encodes keeps nothing from one batch to the next.
    private boolean hasMemory() {
        return memory.address() != 0;
    }

    private void readLength(int slot) {
        slots.setLength(slot, hasMemory() ? functions.lastPosition(memory, slot) + 1 : 0);
    }

    private void setAbort(int value) {
        JAVA_BYTE.varHandle().setVolatile(abortFlag, 0L, (byte) value);
    }

    private MemorySegment open() {
        if (closed) {
            throw new IllegalStateException("the context is closed");
        }
        return handle;
    }
}
