package dev.sangam.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.files.gguf.Vocabulary;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TokenizerTest {
    private static final String TEXT = "the cat sat on the mat; the cat's hat is on the other mat. ".repeat(20);
    private static final Tokenizer TOKENIZER =
            new Tokenizer(BytePairs.learn(List.of(TEXT), Vocabulary.LEAST_SIZE + 16));

    @Test
    void anyTextComesBackAsItWas() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            for (int c = random.nextInt(40); c > 0; c--) {
                int character = random.nextInt(4) == 0 ? random.nextInt(0x20000) : ' ' + random.nextInt(95);
                text.appendCodePoint(character >= 0xD800 && character < 0xE000 ? '\n' : character);
            }
            assertThat(TOKENIZER.decode(TOKENIZER.encode(text.toString())))
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void whatIsSeenOftenBecomesOneToken() {
        assertThat(TOKENIZER.encode(" the")).hasSize(1);
        assertThat(TOKENIZER.encode(TEXT)).hasSizeLessThan(TEXT.length() * 2 / 3);
    }

    @Test
    void theSameTextTeachesTheSameVocabulary() {
        assertThat(BytePairs.learn(List.of(TEXT), Vocabulary.LEAST_SIZE + 16)).isEqualTo(TOKENIZER.vocabulary());
    }

    @Test
    void textNeverBecomesASpecialToken() {
        assertThat(TOKENIZER.encode("<|im_end|>")).allMatch(t -> t >= Vocabulary.SPECIAL.size());
        assertThat(TOKENIZER.decode(List.of(Vocabulary.MESSAGE_END))).isEqualTo("<|im_end|>");
    }

    @Test
    void tooLittleTextIsRefused() {
        assertThatThrownBy(() -> BytePairs.learn(List.of("a b"), 1000)).hasMessageContaining("too short");
    }
}
