package dev.sangam.serve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ScoringModelTest {
    @TempDir
    private Path folder;

    @Test
    void aModelTellsWhatItIs() throws IOException {
        try (ScoringModel model = Models.open(Models.demo(), 0, 64)) {
            assertThat(model.name()).isEqualTo("Sangam Demo");
            assertThat(model.fileBytes()).isEqualTo(Files.size(Models.demo()));
            assertThat(model.weightBytes()).isLessThan(model.fileBytes());
            assertThat(model.bitsPerWeight()).isBetween(16.0, 16.1);
            assertThat(model.contextTokens()).isEqualTo(2048);
            assertThat(model.chats()).isTrue();
            assertThat(model.vocabularySize()).isEqualTo(3072);
            assertThat(model.text(2)).isEqualTo("<|im_end|>");
        }
    }

    @Test
    void itMeasuresItsSpeed() {
        try (ScoringModel model = Models.open(Models.demo(), 128, 64)) {
            ModelSpeed speed = model.speed();
            assertThat(speed.prefillTokensPerSecond()).isPositive();
            assertThat(speed.decodeTokensPerSecond()).isPositive();
            assertThat(speed.prefillTokensPerCpuSecond()).isPositive();
            assertThat(speed.decodeTokensPerCpuSecond()).isPositive();
        }
    }

    @Test
    void filesThatAreNoWholeModelsAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(Models.demo());
        Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length / 2));
        Path head = Files.write(folder.resolve("head.gguf"), Arrays.copyOf(whole, 1000));
        Path text = Files.writeString(folder.resolve("text.gguf"), "no model at all");
        refused(cut, "cut.gguf: is cut off: the tensor");
        refused(head, "head.gguf");
        refused(text, "is no GGUF file");
        refused(folder.resolve("none.gguf"), "none.gguf: cannot be read");
        refused(Models.random(folder, true), "gives embeddings");
    }

    private static void refused(Path file, String reason) {
        assertThatThrownBy(() -> Models.open(file, 0, 64))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Models.open(Models.demo(), 4096, 64))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("was trained for 2048. Maybe --context 2048");
        assertThatThrownBy(() -> Models.open(Models.demo(), 8, 64)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> Models.open(Models.demo(), 0, 8)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> ScoringOptions.of(0)).isInstanceOf(InputException.class);
    }

    @Test
    void theFirstDifferenceOfVocabulariesIsNamed() {
        try (ScoringModel demo = Models.open(Models.demo(), 64, 64);
                ScoringModel same = Models.open(Models.demo(), 64, 64);
                ScoringModel random = Models.open(Models.random(folder, false), 64, 64)) {
            assertThat(demo.differenceFrom(same)).isEmpty();
            assertThat(demo.differenceFrom(random))
                    .contains("the vocabularies of " + demo.file() + " and " + random.file()
                            + " differ: the number of tokens is 3072 here and 320 there");
        }
    }

    @Test
    void tokenizersOfAnotherKindAreADifference() {
        try (ScoringModel demo = Models.open(Models.demo(), 64, 64);
                ScoringModel stories = Models.open(Models.stories(), 64, 64)) {
            assertThat(stories.differenceFrom(demo).orElseThrow())
                    .endsWith("the kind of tokenizer is llama here and gpt2 there");
        }
    }

    @Test
    void closingStopsWhatIsComputed() throws InterruptedException {
        ScoringModel model = Models.open(Models.demo(), 512, 64);
        CountDownLatch started = new CountDownLatch(1);
        var work = model.submit(kernels -> {
            started.countDown();
            while (true) {
                kernels.clear();
                kernels.add(1, 5, null);
                kernels.flush();
            }
        });
        started.await();
        model.close();
        model.close();
        assertThatThrownBy(() -> ScoringModel.result(work)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aModelScoresOneThingAtATime() {
        try (ScoringModel model = Models.open(Models.demo(), 64, 64)) {
            ScoringModel.Use use = model.use();
            assertThatThrownBy(() -> new ChoiceScorer(model).score(List.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is in use");
            use.close();
            assertThat(new ChoiceScorer(model).score(List.of())).isEmpty();
        }
    }
}
