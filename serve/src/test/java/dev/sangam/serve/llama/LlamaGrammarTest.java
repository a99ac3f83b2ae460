package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LlamaGrammarTest {
    private final LlamaVocabulary vocabulary = Stories.model().vocabulary();

    @Test
    void onlyTokensThatTheGrammarAllowsAreLeft() {
        try (LlamaGrammar grammar = LlamaGrammar.compile(vocabulary, "root ::= \"Tom\" | \"Tim\"", "root")) {
            float[] logits = new float[vocabulary.size()];
            int left = grammar.mask(logits);
            List<Integer> allowed = IntStream.range(0, logits.length)
                    .filter(token -> logits[token] == 0)
                    .boxed()
                    .toList();
            assertThat(allowed).hasSize(left).isNotEmpty().allSatisfy(token -> {
                assertThat(grammar.allows(token)).isTrue();
                assertThat("Tom Tim").contains(Stories.text(new int[] {token}));
            });
            assertThat(grammar.allows(vocabulary.eos())).isFalse();
        }
    }

    @Test
    void generationMayEndWhenTheTextIsWhole() {
        try (LlamaGrammar grammar = LlamaGrammar.compile(vocabulary, "root ::= \"ab\" \"c\"?", "root")) {
            accept(grammar, "a");
            assertThat(grammar.allows(vocabulary.eos())).isFalse();
            accept(grammar, "b");
            assertThat(grammar.allows(vocabulary.eos())).isTrue();
            accept(grammar, "c");
            assertThat(grammar.mask(new float[vocabulary.size()])).isEqualTo(endTokens());
            grammar.accept(vocabulary.eos());
            grammar.reset();
            assertThat(grammar.allows(vocabulary.eos())).isFalse();
        }
    }

    @Test
    void aTokenThatIsNotAllowedIsRefusedAndChangesNothing() {
        try (LlamaGrammar grammar = LlamaGrammar.compile(vocabulary, "root ::= \"ab\"", "root")) {
            accept(grammar, "a");
            assertThatIllegalArgumentException().isThrownBy(() -> accept(grammar, "a"));
            assertThatIllegalArgumentException().isThrownBy(() -> grammar.accept(vocabulary.eos()));
            assertThatThrownBy(() -> grammar.accept(512)).isInstanceOf(IndexOutOfBoundsException.class);
            accept(grammar, "b");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "root ::= ",
                "root ::= other",
                "root ::= root \"a\"",
                "root ::= a\na ::= root \"x\" | \"\"",
                "root ::= \"a",
                "root ::= [a-",
                "root ::= (\"a\"",
                "other ::= \"a\"",
                "root ::= \"\\x\"",
                "root ::= \"\\uD8",
                "root ::= *",
                "root ::= \"a\" +* ?",
            })
    void aGrammarThatIsNotValidIsRefused(String gbnf) {
        assertThatThrownBy(() -> LlamaGrammar.compile(vocabulary, gbnf, "root").close())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("grammar");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "root ::= " + "(".repeat(100_000) + "\"a\"" + ")".repeat(100_000);
        assertThatThrownBy(() -> LlamaGrammar.compile(vocabulary, deep, "root"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("parentheses");
    }

    private void accept(LlamaGrammar grammar, String text) {
        int token = IntStream.range(0, vocabulary.size())
                .filter(i -> Stories.text(new int[] {i}).equals(text))
                .findFirst()
                .orElseThrow();
        grammar.accept(token);
    }

    private int endTokens() {
        return (int) IntStream.range(0, vocabulary.size())
                .filter(vocabulary::isEndOfGeneration)
                .count();
    }
}
