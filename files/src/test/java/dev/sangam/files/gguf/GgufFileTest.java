package dev.sangam.files.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufFileTest {
    private static final int TENSOR_COUNT = 8;
    private static final int ENTRY_COUNT = 16;
    private static final int FIRST_KEY_LENGTH = 24;
    private static final int FIRST_VALUE_TYPE = 32 + "general.architecture".length();

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = folder.resolve("m.gguf");
        List<GgufValue> values = List.of(
                GgufValue.of("größe"),
                GgufValue.of(true),
                GgufValue.of(0.5f),
                GgufValue.of(7),
                new GgufValue.Whole(ValueType.UINT8, 255),
                new GgufValue.Whole(ValueType.INT8, -1),
                new GgufValue.Whole(ValueType.UINT16, 65_535),
                new GgufValue.Whole(ValueType.INT16, -2),
                new GgufValue.Whole(ValueType.UINT32, 4_294_967_295L),
                new GgufValue.Whole(ValueType.INT64, Long.MIN_VALUE),
                new GgufValue.Whole(ValueType.UINT64, -1),
                new GgufValue.Real(ValueType.FLOAT64, Math.PI),
                GgufValue.texts(List.of("a", "", "b c")),
                GgufValue.wholes(1, -1));
        GgufWriter writer = new GgufWriter();
        for (int i = 0; i < values.size(); i++) {
            writer.metadata("key." + i, values.get(i));
        }
        writer.tensor("a", TensorType.F32, List.of(3L)).tensor("b", TensorType.F16, List.of(2L, 2L, 2L));
        writer.write(path, (tensor, row, x) -> Arrays.fill(x, (float) row), bytes -> {});

        GgufFile file = GgufFile.read(path);

        assertThat(file.metadata().values()).containsExactlyElementsOf(values);
        assertThat(file.metadata().keySet()).startsWith("key.0", "key.1");
        assertThat(file.tensors())
                .containsExactly(
                        new GgufTensor("a", TensorType.F32, List.of(3L), 0),
                        new GgufTensor("b", TensorType.F16, List.of(2L, 2L, 2L), 32));
        assertThat(file.bytes()).isEqualTo(Files.size(path)).isEqualTo(file.dataStart() + 64);
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Float.float16ToFloat(data.getShort((int) file.dataStart() + 32 + 14)))
                .isEqualTo(3);
        assertThat(folder).isDirectoryContaining("glob:**/m.gguf").isDirectoryNotContaining("glob:**/*.part");
    }

    @Test
    void aRandomModelsHeaderTellsItsShape() {
        GgufFile file = GgufFile.read(tiny());

        LlamaShape shape = shape();
        assertThat(file.architecture()).isEqualTo("llama");
        assertThat(file.ofArchitecture("context_length")).hasValue(shape.context());
        assertThat(file.parameters()).isEqualTo(shape.parameters());
        assertThat(file.text("tokenizer.chat_template")).contains(Vocabulary.CHAT_TEMPLATE);
        assertThat(file.text("general.file_type")).isEmpty();
        assertThat(file.whole("general.name")).isEmpty();
    }

    @Test
    void everyCutIsSeen() throws IOException {
        byte[] bytes = Files.readAllBytes(tiny());
        Path cut = folder.resolve("cut.gguf");
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            int length = i < 64 ? i : random.nextInt(bytes.length);
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> GgufFile.read(cut))
                    .as("%d bytes, seed %d", length, seed)
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(cut + ": ");
        }
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(cut, "is cut off: the tensor output_norm.weight does not lie within its");
    }

    @Test
    void whatIsDamagedIsNamed() throws IOException {
        assertRefused(changed(b -> b.put(0, (byte) 'X')), "is no GGUF file");
        assertRefused(changed(b -> b.putInt(4, 1)), "has GGUF version 1; it must be 2 or 3");
        assertRefused(changed(b -> b.putInt(4, 3 << 24)), "big-endian");
        assertRefused(changed(b -> b.putLong(TENSOR_COUNT, -1)), "18446744073709551615 tensors");
        assertRefused(changed(b -> b.putLong(ENTRY_COUNT, 60_000)), "is cut off: its header");
        assertRefused(changed(b -> b.putLong(FIRST_KEY_LENGTH, 1L << 40)), "1099511627776 bytes long");
        assertRefused(changed(b -> b.putInt(FIRST_VALUE_TYPE, 99)), "general.architecture has the unknown type 99");
        assertRefused(folder.resolve("none.gguf"), "no such file");
        assertRefused(folder, "is a folder");
    }

    @Test
    void anyChangedByteIsReadOrRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(tiny());
        int header = (int) GgufFile.read(tiny()).dataStart();
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Path path = folder.resolve("odd.gguf");
        for (int i = 0; i < 500; i++) {
            byte[] odd = bytes.clone();
            odd[random.nextInt(header)] = (byte) random.nextInt();
            Files.write(path, odd);
            try {
                GgufFile.read(path);
            } catch (InputException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageStartingWith(path + ": ");
            }
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedAndLeavesNothing() {
        Path nowhere = folder.resolve("no/such/m.gguf");

        assertThatThrownBy(() -> new GgufWriter().write(nowhere, (tensor, row, x) -> {}, bytes -> {}))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(nowhere + ": cannot be written (");
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertRefused(Path path, String reason) {
        assertThatThrownBy(() -> GgufFile.read(path))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(reason);
    }

    private Path changed(Consumer<ByteBuffer> change) throws IOException {
        byte[] bytes = Files.readAllBytes(tiny());
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return Files.write(folder.resolve("changed.gguf"), bytes);
    }

    private Path tiny() {
        Path path = folder.resolve("tiny.gguf");
        new RandomModel(shape(), TensorType.F16, 1, false).write(path, bytes -> {});
        return path;
    }

    private static LlamaShape shape() {
        return new LlamaShape(1, 8, 2, 1, 8, Vocabulary.LEAST_SIZE, 64, 10_000);
    }
}
