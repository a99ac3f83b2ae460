package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that {@code sangam models generate} writes are models to llama.cpp. */
final class GeneratedModelTest {
    private static final String TEXT = "Grüße, 世界!\n  a\tb <|im_end|> ﬁ 🙂";
    private static final int END_OF_MESSAGE = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"F16", "Q8_0", "Q4_0"})
    void aRandomModelHasFiniteVariedScoresAndGivesTextBack(TensorType type) {
        RandomModel random = new RandomModel(RandomModel.shape("tiny"), type, 1, false);
        try (LlamaModel model = model(random)) {
            assertThat(model.parameters()).isEqualTo(random.shape().parameters());
            assertThat(model.chatTemplate()).isPresent();
            int[] tokens = model.vocabulary().tokenize(TEXT, true, false);
            assertThat(text(model, tokens)).isEqualTo(TEXT);
            try (LlamaContext context = LlamaContext.open(model, Stories.options(256, 256, 1))) {
                int[] said = Stories.go(context, 0, tokens, 60);
                assertThat(Arrays.stream(said).distinct().count()).isGreaterThan(15);
                assertThat(said).doesNotContain(END_OF_MESSAGE);
                assertThat(deviation(context.logits(0).toArray(ValueLayout.JAVA_FLOAT)))
                        .isBetween(1.0, 4.0);
            }
        }
    }

    @Test
    void anEmbedderGivesAVectorForAText() {
        try (LlamaModel model = model(new RandomModel(RandomModel.shape("tiny"), TensorType.Q8_0, 1, true))) {
            assertThat(model.statesPooling()).isTrue();
            try (LlamaContext context = LlamaContext.open(model, Stories.embeddings(256, 256, 1))) {
                LlamaBatch batch = new LlamaBatch(256);
                int[] tokens = model.vocabulary().tokenize("a text", true, false);
                for (int i = 0; i < tokens.length; i++) {
                    batch.add(tokens[i], i, 0, true);
                }
                assertThat(context.decode(batch)).isEqualTo(DecodeStatus.OK);
                assertThat(deviation(context.embedding(0))).isBetween(0.1, 10.0);
            }
        }
    }

    private LlamaModel model(RandomModel random) {
        Path file = folder.resolve("m.gguf");
        random.write(file, bytes -> {});
        return LlamaModel.open(Stories.library(), file, ModelOptions.DEFAULT);
    }

    private static String text(LlamaModel model, int[] tokens) {
        var bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(model.vocabulary().piece(token, false));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The standard deviation of numbers, all of which must be finite. */
    private static double deviation(float[] numbers) {
        double sum = 0;
        double squares = 0;
        for (float x : numbers) {
            assertThat(x).isFinite();
            sum += x;
            squares += x * x;
        }
        double mean = sum / numbers.length;
        return Math.sqrt(squares / numbers.length - mean * mean);
    }
}
