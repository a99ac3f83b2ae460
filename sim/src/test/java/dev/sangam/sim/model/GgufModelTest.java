package dev.sangam.sim.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Attention;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.files.gguf.LlamaShape;
import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GgufModelTest {
    private static final LlamaShape TINY = RandomModel.shape("tiny");

    @TempDir
    private Path folder;

    @Test
    void theHeaderGivesTheShape() {
        ModelSpec spec = ModelCatalogue.resolve(written(TensorType.Q8_0).toString(), Path.of(""));
        assertThat(spec.name()).isEqualTo("tiny.gguf");
        assertThat(spec.layers()).isEqualTo(TINY.layers());
        assertThat(spec.attention()).isEqualTo(new Attention(TINY.heads(), TINY.kvHeads(), TINY.headSize()));
        assertThat(spec.feedForward()).isEqualTo(new FeedForward.Dense(TINY.feedForward(), true));
        assertThat(spec.vocabulary()).isEqualTo(TINY.vocabulary());
        assertThat(spec.maxContext()).isEqualTo(TINY.context());
        assertThat(spec.tiedEmbeddings()).isTrue();
        assertThat(spec.parameters()).isEqualTo(TINY.parameters());
        assertThat(spec.weightDtype()).isEqualTo(Dtype.INT8);
    }

    @Test
    void theFormatOfTheWeightsIsTheNearestOfThoseKnown() {
        assertThat(ModelCatalogue.resolve(written(TensorType.F16).toString(), folder)
                        .weightDtype())
                .isEqualTo(Dtype.FP16);
        assertThat(ModelCatalogue.resolve(written(TensorType.Q4_0).toString(), folder)
                        .weightDtype())
                .isEqualTo(Dtype.INT4);
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.gguf"), "hello");
        assertThatThrownBy(() -> ModelCatalogue.resolve(text.toString(), folder))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(text.toString());
        assertThatThrownBy(() -> ModelCatalogue.resolve("none.gguf", folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.gguf");
    }

    private Path written(TensorType type) {
        Path file = folder.resolve("tiny.gguf");
        new RandomModel(TINY, type, 1, false).write(file, bytes -> {});
        return file;
    }
}
