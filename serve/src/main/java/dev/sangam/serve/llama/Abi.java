package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the fields of llama.h's structs lie in llama.cpp v0.5.0, and the proof that a library agrees. The structs change
 * between releases without a word, and a field at the wrong place is a crash or, worse, a wrong answer.
 */
final class Abi {
    /** The only release whose layouts these are. */
    static final String VERSION = "0.5.0";

    static final long MODEL_PARAMS_BYTES = 80;
    static final long CONTEXT_PARAMS_BYTES = 160;
    static final long BATCH_BYTES = 56;
    static final long QUANTIZE_PARAMS_BYTES = 64;

    static final MemoryLayout MODEL_PARAMS = words(MODEL_PARAMS_BYTES);
    static final MemoryLayout CONTEXT_PARAMS = words(CONTEXT_PARAMS_BYTES);
    static final MemoryLayout BATCH = words(BATCH_BYTES);

    static final long MODEL_GPU_LAYERS = 16;
    static final long MODEL_SPLIT_MODE = 20;
    static final long MODEL_VOCABULARY_ONLY = 72;
    static final long MODEL_EXTRA_BUFFERS = 74;

    static final long CONTEXT_TOKENS = 0;
    static final long CONTEXT_BATCH = 4;
    static final long CONTEXT_MICRO_BATCH = 8;
    static final long CONTEXT_SEQUENCES = 12;
    static final long CONTEXT_OUTPUTS = 20;
    static final long CONTEXT_THREADS = 28;
    static final long CONTEXT_BATCH_THREADS = 32;
    static final long CONTEXT_POOLING = 44;
    static final long CONTEXT_FLASH_ATTENTION = 52;
    static final long CONTEXT_TYPE_K = 104;
    static final long CONTEXT_TYPE_V = 108;
    static final long CONTEXT_ABORT = 112;
    static final long CONTEXT_ABORT_DATA = 120;
    static final long CONTEXT_EMBEDDINGS = 128;
    static final long CONTEXT_NO_TIMINGS = 130;
    static final long CONTEXT_UNIFIED = 133;

    static final long BATCH_SIZE = 0;
    static final long BATCH_TOKENS = 8;
    static final long BATCH_POSITIONS = 24;
    static final long BATCH_SEQUENCE_COUNTS = 32;
    static final long BATCH_SEQUENCES = 40;
    static final long BATCH_OUTPUTS = 48;

    static final long QUANTIZE_THREADS = 0;
    static final long QUANTIZE_FILE_TYPE = 4;
    static final long QUANTIZE_OUTPUT_TYPE = 8;
    static final long QUANTIZE_EMBEDDING_TYPE = 12;
    static final long QUANTIZE_AGAIN = 16;
    static final long QUANTIZE_OUTPUT = 17;
    static final long QUANTIZE_BUFFER_BYTES = 56;

    private static final int TENSOR_TYPES = 43;

    // No struct of llama.h is near this size; a function that returns one writes no further than its own end.
    private static final MemoryLayout ROOMY = words(1024);

    private Abi() {}

    /** Whether what {@code llama_version()} says stands for these layouts: builds between releases say 0.5.0-dev. */
    static boolean isKnown(String version) {
        return version.equals(VERSION) || version.startsWith(VERSION + "-");
    }

    /** A struct of that many bytes. What is in it matters to no calling convention, as all of them exceed 16 bytes. */
    private static MemoryLayout words(long bytes) {
        return MemoryLayout.structLayout(MemoryLayout.sequenceLayout(bytes / Long.BYTES, JAVA_LONG));
    }

    /** The reasons why a library does not have these layouts; none when it has. */
    static List<String> disagreements(Symbols library) {
        List<String> reasons = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment model = probe(library, "llama_model_default_params", MODEL_PARAMS_BYTES, arena, reasons);
            expectByte(model, MODEL_VOCABULARY_ONLY, 0, "llama_model_params.vocab_only", reasons);
            expectByte(model, MODEL_EXTRA_BUFFERS, 1, "llama_model_params.use_extra_bufts", reasons);
            expect(model, MODEL_SPLIT_MODE, 1, "llama_model_params.split_mode", reasons);

            MemorySegment context =
                    probe(library, "llama_context_default_params", CONTEXT_PARAMS_BYTES, arena, reasons);
            expect(context, CONTEXT_BATCH, 2048, "llama_context_params.n_batch", reasons);
            expect(context, CONTEXT_MICRO_BATCH, 512, "llama_context_params.n_ubatch", reasons);
            expect(context, CONTEXT_SEQUENCES, 1, "llama_context_params.n_seq_max", reasons);
            expect(context, CONTEXT_POOLING, -1, "llama_context_params.pooling_type", reasons);
            expect(context, CONTEXT_FLASH_ATTENTION, -1, "llama_context_params.flash_attn_type", reasons);
            expect(context, CONTEXT_TYPE_K, 1, "llama_context_params.type_k", reasons);
            expect(context, CONTEXT_TYPE_V, 1, "llama_context_params.type_v", reasons);
            expectByte(context, CONTEXT_EMBEDDINGS, 0, "llama_context_params.embeddings", reasons);

            MemorySegment quantize =
                    probe(library, "llama_model_quantize_default_params", QUANTIZE_PARAMS_BYTES, arena, reasons);
            expect(quantize, QUANTIZE_FILE_TYPE, 7, "llama_model_quantize_params.ftype", reasons);
            expect(
                    quantize,
                    QUANTIZE_OUTPUT_TYPE,
                    TENSOR_TYPES,
                    "llama_model_quantize_params.output_tensor_type",
                    reasons);
            expect(
                    quantize,
                    QUANTIZE_EMBEDDING_TYPE,
                    TENSOR_TYPES,
                    "llama_model_quantize_params.token_embedding_type",
                    reasons);
            expectByte(quantize, QUANTIZE_AGAIN, 0, "llama_model_quantize_params.allow_requantize", reasons);
            expectByte(quantize, QUANTIZE_OUTPUT, 1, "llama_model_quantize_params.quantize_output_tensor", reasons);
            expect(quantize, QUANTIZE_BUFFER_BYTES + 4, 2, "llama_model_quantize_params.max_buf_size / 2^32", reasons);
        }
        return reasons;
    }

    /** The default parameters, as the library writes them, in a segment of at least the given size. */
    static MemorySegment defaults(Symbols library, String function, Arena arena) {
        return call(library, function, arena.allocate(ROOMY));
    }

    // Called twice on different backgrounds: a byte that differs between the two is one the library did not write.
    private static MemorySegment probe(
            Symbols library, String function, long expectedBytes, Arena arena, List<String> reasons) {
        MemorySegment zeros = call(library, function, arena.allocate(ROOMY).fill((byte) 0x00));
        MemorySegment ones = call(library, function, arena.allocate(ROOMY).fill((byte) 0xff));
        long bytes = ROOMY.byteSize();
        while (bytes > 0 && zeros.get(JAVA_BYTE, bytes - 1) == 0 && ones.get(JAVA_BYTE, bytes - 1) == (byte) 0xff) {
            bytes--;
        }
        // The padding at a struct's end may be left as it was.
        bytes = (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        if (bytes != expectedBytes) {
            reasons.add(function + " returns " + bytes + " bytes, not " + expectedBytes);
        }
        return zeros;
    }

    private static MemorySegment call(Symbols library, String function, MemorySegment target) {
        var handle = library.function(function, ROOMY);
        SegmentAllocator allocator = (size, alignment) -> target;
        try {
            return (MemorySegment) handle.invokeExact(allocator);
        } catch (Throwable e) {
            throw Symbols.unexpected(e);
        }
    }

    private static void expect(MemorySegment struct, long offset, int value, String field, List<String> reasons) {
        int found = struct.get(JAVA_INT, offset);
        if (found != value) {
            reasons.add(field + " is " + found + ", not " + value);
        }
    }

    private static void expectByte(MemorySegment struct, long offset, int value, String field, List<String> reasons) {
        int found = struct.get(JAVA_BYTE, offset);
        if (found != value) {
            reasons.add(field + " is " + found + ", not " + value);
        }
    }
}
