package dev.sangam.serve.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.ModelOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextTokensTest {
    private static final String LETTERS = "abc AB 12 .,:;!?'\"()-\n\n\n\t\u00e9\u4f60\u2014\r";

    @Test
    void tokensLineByLineAreThoseOfTheWhole() {
        equal(Models.demo());
    }

    @Test
    void aVocabularyOfAnotherKindIsLeftAlone() {
        equal(Models.stories());
    }

    private static void equal(Path file) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        LlamaLibrary library = LlamaLibrary.load(Optional.empty());
        try (LlamaModel model = LlamaModel.open(library, file, new ModelOptions(0, true))) {
            TextTokens tokens = new TextTokens(model);
            for (int i = 0; i < 300; i++) {
                StringBuilder text = new StringBuilder();
                int length = random.nextInt(120);
                for (int k = 0; k < length; k++) {
                    text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                }
                assertThat(tokens.of(text.toString()))
                        .as("seed %d: %s", seed, text)
                        .isEqualTo(model.vocabulary().tokenize(text.toString(), true, false));
            }
        }
    }
}
