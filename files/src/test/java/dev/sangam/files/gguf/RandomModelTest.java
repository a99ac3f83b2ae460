package dev.sangam.files.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RandomModelTest {
    private static final LlamaShape TINY = RandomModel.shape("tiny");

    @TempDir
    private Path folder;

    @Test
    void theSameSeedWritesTheSameFileAndAnotherDoesNot() throws IOException {
        for (TensorType type : List.of(TensorType.F16, TensorType.Q8_0, TensorType.Q4_0)) {
            byte[] first = Files.readAllBytes(written(new RandomModel(TINY, type, 1, false)));
            assertThat(written(new RandomModel(TINY, type, 1, false))).hasBinaryContent(first);
            assertThat(Files.readAllBytes(written(new RandomModel(TINY, type, 2, false))))
                    .isNotEqualTo(first);
        }
    }

    @Test
    void shapesHaveTheParametersOfTheirNames() {
        Map<String, Double> millions = Map.of("135m", 134.5, "311m", 311.2, "360m", 361.8, "1b", 1235.8);
        millions.forEach((name, count) ->
                assertThat(RandomModel.shape(name).parameters() / 1e6).as(name).isEqualTo(count, within(0.06)));
    }

    @Test
    void everyByteHasATokenAndNoTwoTokensAreTheSame() {
        GgufFile file = GgufFile.read(written(new RandomModel(TINY, TensorType.F16, 1, false)));

        List<String> tokens = new ArrayList<>();
        if (file.metadata().get("tokenizer.ggml.tokens") instanceof GgufValue.Sequence s) {
            s.items().forEach(i -> tokens.add(((GgufValue.Text) i).value()));
        }
        assertThat(tokens).hasSize(TINY.vocabulary()).startsWith("<|endoftext|>", "<|im_start|>", "<|im_end|>");
        assertThat(new HashSet<>(tokens)).hasSameSizeAs(tokens);
        for (int b = 0; b < 256; b++) {
            assertThat(tokens).contains(String.valueOf(ByteAlphabet.of(b)));
            assertThat(ByteAlphabet.byteOf(ByteAlphabet.of(b))).isEqualTo(b);
        }
        assertThat(ByteAlphabet.of(" aé\n")).isEqualTo("ĠaÃ©Ċ");
    }

    @Test
    void anEmbedderSaysHowItPools() {
        GgufFile file = GgufFile.read(written(new RandomModel(TINY, TensorType.F16, 1, true)));
        assertThat(file.ofArchitecture("pooling_type")).hasValue(1);
        assertThat(GgufFile.read(written(new RandomModel(TINY, TensorType.F16, 1, false)))
                        .ofArchitecture("pooling_type"))
                .isEmpty();
    }

    @Test
    void progressEndsWithEveryByte() {
        RandomModel model = new RandomModel(TINY, TensorType.Q8_0, 1, false);
        List<Long> told = new ArrayList<>();
        model.write(folder.resolve("m.gguf"), told::add);
        assertThat(told).isSorted().last().isEqualTo(model.dataBytes());
    }

    @Test
    void impossibleShapesAreRefused() {
        assertThatThrownBy(() -> new LlamaShape(1, 64, 5, 1, 64, 300, 64, 10_000))
                .hasMessageContaining("heads");
        assertThatThrownBy(() -> new LlamaShape(1, 64, 4, 3, 64, 300, 64, 10_000))
                .hasMessageContaining("kv heads");
        assertThatThrownBy(() -> new LlamaShape(0, 64, 4, 2, 64, 300, 64, 10_000))
                .hasMessageContaining("layers is 0");
        assertThatThrownBy(() ->
                        new RandomModel(new LlamaShape(1, 64, 4, 2, 64, 200, 64, 10_000), TensorType.F16, 1, false))
                .hasMessageContaining("259 or more");
        assertThatThrownBy(() -> RandomModel.shape("7b")).hasMessageContaining("one of tiny, 135m, 311m, 360m, 1b");
        RandomModel odd = new RandomModel(new LlamaShape(1, 40, 4, 2, 64, 300, 64, 10_000), TensorType.Q4_0, 1, false);
        assertThatThrownBy(odd::dataBytes).hasMessageContaining("no multiple of 32");
    }

    private Path written(RandomModel model) {
        Path path = folder.resolve("model.gguf");
        model.write(path, bytes -> {});
        return path;
    }
}
