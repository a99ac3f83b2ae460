package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stands in for libraries whose structs are not those that the binding knows. */
final class AbiTest {
    private final Map<String, MemorySegment> functions = new HashMap<>();
    private final Symbols library = new Symbols(name -> Optional.ofNullable(functions.get(name)));
    private final MemorySegment model = struct(Abi.MODEL_PARAMS_BYTES);
    private final MemorySegment context = struct(Abi.CONTEXT_PARAMS_BYTES);
    private final MemorySegment quantize = struct(Abi.QUANTIZE_PARAMS_BYTES);

    AbiTest() {
        model.set(JAVA_INT, Abi.MODEL_SPLIT_MODE, 1);
        model.set(JAVA_BYTE, Abi.MODEL_EXTRA_BUFFERS, (byte) 1);
        context.set(JAVA_INT, Abi.CONTEXT_BATCH, 2048);
        context.set(JAVA_INT, Abi.CONTEXT_MICRO_BATCH, 512);
        context.set(JAVA_INT, Abi.CONTEXT_SEQUENCES, 1);
        context.set(JAVA_INT, Abi.CONTEXT_POOLING, -1);
        context.set(JAVA_INT, Abi.CONTEXT_FLASH_ATTENTION, -1);
        context.set(JAVA_INT, Abi.CONTEXT_TYPE_K, 1);
        context.set(JAVA_INT, Abi.CONTEXT_TYPE_V, 1);
        quantize.set(JAVA_INT, Abi.QUANTIZE_FILE_TYPE, 7);
        quantize.set(JAVA_INT, Abi.QUANTIZE_OUTPUT_TYPE, 43);
        quantize.set(JAVA_INT, Abi.QUANTIZE_EMBEDDING_TYPE, 43);
        quantize.set(JAVA_BYTE, Abi.QUANTIZE_OUTPUT, (byte) 1);
        quantize.set(JAVA_LONG, Abi.QUANTIZE_BUFFER_BYTES, 8L << 30);
    }

    @Test
    void theLayoutsThatAreKnownAreAccepted() {
        assertThat(disagreements(model, context)).isEmpty();
    }

    @Test
    void aStructOfAnotherSizeIsNamed() {
        assertThat(disagreements(model.asSlice(0, 72), context))
                .contains("llama_model_default_params returns 72 bytes, not 80");
        MemorySegment longer = struct(168);
        longer.copyFrom(context);
        assertThat(disagreements(model, longer))
                .containsExactly("llama_context_default_params returns 168 bytes, not 160");
    }

    @Test
    void aFieldThatMovedIsNamed() {
        context.set(JAVA_INT, Abi.CONTEXT_TYPE_K, 0);
        context.set(JAVA_INT, Abi.CONTEXT_TYPE_K + 8, 1);
        assertThat(disagreements(model, context)).containsExactly("llama_context_params.type_k is 0, not 1");
    }

    @Test
    void theQuantizersDefaultsAreCheckedToo() {
        quantize.set(JAVA_INT, Abi.QUANTIZE_FILE_TYPE, 8);
        assertThat(disagreements(model, context)).containsExactly("llama_model_quantize_params.ftype is 8, not 7");
    }

    @Test
    void anotherReleaseIsRefusedWithTheReason() {
        assertThatThrownBy(() -> LlamaLibrary.checkedVersion(library, Path.of("libs")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("libs", "it does not tell its version");
        functions.put("llama_version", returning(Arena.global().allocateFrom("0.6.0"), Symbols.POINTER));
        assertThatThrownBy(() -> LlamaLibrary.checkedVersion(library, Path.of("libs")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("its version is 0.6.0. It must be llama.cpp v0.5.0");
        functions.put("llama_version", returning(Arena.global().allocateFrom("0.5.0-dev"), Symbols.POINTER));
        assertThat(LlamaLibrary.checkedVersion(library, Path.of("libs"))).isEqualTo("0.5.0-dev");
    }

    @Test
    void aFunctionThatIsMissingIsNoted() {
        library.function("llama_decode", JAVA_INT, Symbols.POINTER);
        assertThat(library.has("llama_decode")).isFalse();
        assertThat(library.missing()).containsExactly("llama_decode");
    }

    private Iterable<String> disagreements(MemorySegment modelDefaults, MemorySegment contextDefaults) {
        functions.put("llama_model_default_params", returning(modelDefaults, layout(modelDefaults)));
        functions.put("llama_context_default_params", returning(contextDefaults, layout(contextDefaults)));
        functions.put("llama_model_quantize_default_params", returning(quantize, layout(quantize)));
        return Abi.disagreements(library);
    }

    /** A C function without parameters that returns a value. */
    private static MemorySegment returning(MemorySegment value, MemoryLayout layout) {
        return Symbols.callback(MethodHandles.constant(MemorySegment.class, value), FunctionDescriptor.of(layout));
    }

    private static MemoryLayout layout(MemorySegment struct) {
        return MemoryLayout.structLayout(MemoryLayout.sequenceLayout(struct.byteSize() / Long.BYTES, JAVA_LONG));
    }

    private static MemorySegment struct(long bytes) {
        return Arena.ofAuto().allocate(bytes, Long.BYTES);
    }
}
