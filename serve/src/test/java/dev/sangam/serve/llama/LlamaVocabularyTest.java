package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LlamaVocabularyTest {
    private final LlamaVocabulary vocabulary = Stories.model().vocabulary();

    @ParameterizedTest
    @ValueSource(
            strings = {"Once upon a time", "naïve café", "日本語 \uD83D\uDE00!", "two\nlines\tand  blanks", "a\0b", ""})
    void aTextComesBackFromItsTokens(String text) {
        int[] tokens = vocabulary.tokenize(text, false, false);
        // This vocabulary puts a blank before a text.
        assertThat(Stories.text(tokens)).isEqualTo(text.isEmpty() ? "" : " " + text);
    }

    @Test
    void aLongTextHasManyTokens() {
        assertThat(vocabulary.tokenize("日".repeat(2000), true, false)).hasSizeGreaterThan(6000);
    }

    @Test
    void theBeginningIsAddedOnRequest() {
        assertThat(vocabulary.addsBos()).isTrue();
        assertThat(vocabulary.tokenize("Tom", true, false)[0]).isEqualTo(vocabulary.bos());
        assertThat(vocabulary.tokenize("Tom", false, false)[0]).isNotEqualTo(vocabulary.bos());
    }

    @Test
    void namesOfControlTokensInATextAreTextUnlessAskedFor() {
        assertThat(vocabulary.tokenize("</s>", false, true)).containsExactly(vocabulary.eos());
        assertThat(vocabulary.tokenize("</s>", false, false)).doesNotContain(vocabulary.eos());
    }

    @Test
    void controlTokensHaveNoTextUnlessAskedFor() {
        int eos = vocabulary.eos();
        assertThat(vocabulary.isControl(eos)).isTrue();
        assertThat(vocabulary.isEndOfGeneration(eos)).isTrue();
        assertThat(vocabulary.isEndOfGeneration(100)).isFalse();
        assertThat(vocabulary.piece(eos, false)).isEmpty();
        assertThat(vocabulary.piece(eos, true)).asString().isEqualTo("</s>");
        assertThat(vocabulary.eot()).isGreaterThanOrEqualTo(-1);
    }

    @Test
    void aNumberThatIsNoTokenIsRefused() {
        assertThat(vocabulary.size()).isEqualTo(512);
        assertThatThrownBy(() -> vocabulary.piece(512, true)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> vocabulary.piece(-1, true)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> vocabulary.isControl(512)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void severalThreadsCanTokenize() {
        int[] expected = vocabulary.tokenize("Once upon a time there was", true, false);
        assertThat(IntStream.range(0, 2000)
                        .parallel()
                        .mapToObj(i -> vocabulary.tokenize("Once upon a time there was", true, false)))
                .allSatisfy(
                        tokens -> assertThat(Arrays.equals(tokens, expected)).isTrue());
    }
}
