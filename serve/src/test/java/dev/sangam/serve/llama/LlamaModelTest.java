package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LlamaModelTest {
    @TempDir
    private Path folder;

    @Test
    void aModelTellsWhatItIs() {
        LlamaModel model = Stories.model();
        assertThat(model.parameters()).isBetween(250_000L, 350_000L);
        assertThat(model.layers()).isEqualTo(5);
        assertThat(model.embeddingSize()).isEqualTo(64);
        assertThat(model.trainedContextTokens()).isPositive();
        assertThat(model.sizeBytes()).isPositive();
        assertThat(model.description()).contains("llama").doesNotContain("?");
        assertThat(LlamaModel.size(3_354_880)).isEqualTo("3.35M");
        assertThat(LlamaModel.size(70_553_706_496L)).isEqualTo("70.6B");
        assertThat(model.metadata("general.architecture")).contains("llama");
        assertThat(model.metadata("general.nothing")).isEmpty();
        assertThat(model.chatTemplate()).isEmpty();
    }

    @Test
    void theVocabularyAloneIsEnoughToTokenize() {
        try (LlamaModel model = LlamaModel.open(Stories.library(), Stories.file(), new ModelOptions(0, true))) {
            assertThat(model.vocabulary().tokenize("Once", false, false)).isEqualTo(tokensOfOnce());
        }
    }

    private static int[] tokensOfOnce() {
        return Stories.model().vocabulary().tokenize("Once", false, false);
    }

    @Test
    void aModelInUseIsNotClosed() {
        LlamaModel model = LlamaModel.open(Stories.library(), Stories.file(), ModelOptions.DEFAULT);
        try (LlamaContext context = LlamaContext.open(model, Stories.options(256, 16, 1))) {
            assertThat(context.slots()).isEqualTo(1);
            assertThatIllegalStateException().isThrownBy(model::close).withMessageContaining("1 contexts");
        }
        model.close();
        model.close();
        assertThatIllegalStateException().isThrownBy(model::layers);
    }

    @Test
    void aFileThatIsNoModelIsRefusedByName() throws IOException {
        refused(folder.resolve("none.gguf"), "does not exist");
        refused(folder, "is a folder");
        refused(write("text.gguf", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)), "not a GGUF file");
        refused(write("empty.gguf", new byte[0]), "not a GGUF file");
    }

    @Test
    void aFileThatWasCutOffIsRefusedByName() throws IOException {
        byte[] whole = Files.readAllBytes(Stories.file());
        for (int percent : new int[] {0, 1, 5, 30, 60, 99}) {
            int length = Math.max(8, whole.length / 100 * percent);
            refused(write("cut.gguf", Arrays.copyOf(whole, length)), "cut.gguf cannot be loaded: ");
        }
    }

    private void refused(Path file, String reason) {
        assertThatThrownBy(() -> LlamaModel.open(Stories.library(), file, ModelOptions.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
