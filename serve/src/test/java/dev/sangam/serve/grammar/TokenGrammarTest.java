package dev.sangam.serve.grammar;

import static dev.sangam.serve.grammar.Letters.grammar;
import static dev.sangam.serve.grammar.Letters.takes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenGrammarTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("root ::= \"Tom\" | \"Tim\"", "Tim", "To"),
                Arguments.of("root ::= [a-c]+", "abccba", "abd"),
                Arguments.of("root ::= [^a-c]*", "xyz日", "xa"),
                Arguments.of("root ::= \"a\"? \"b\"", "b", "aab"),
                Arguments.of("root ::= \"ab\"{2}", "abab", "ababab"),
                Arguments.of("root ::= \"a\"{2,3}", "aaa", "aaaa"),
                Arguments.of("root ::= \"a\"{2,}", "aaaaa", "a"),
                Arguments.of("root ::= \"a\"{0} \"b\"", "b", "ab"),
                Arguments.of("root ::= (\"a\" | \"b\" \"c\")* \"d\"", "abcad", "abd"),
                Arguments.of("root ::= \"\\x41\\u00e9\\U0001F600\"", "Aé\uD83D\uDE00", "Ae"),
                Arguments.of("root ::= \"\\\"\\\\\\n\"", "\"\\\n", "x"),
                Arguments.of("root ::= . .", "日本", "日"),
                Arguments.of("root ::= [\\]a^-]", "-", "b"),
                Arguments.of("root ::= list # a comment\nlist ::= \"x\" | (\"(\" list\n  \")\")", "((x))", "((x)"),
                Arguments.of("root ::= a | b\na ::= \"1\"\n\nb ::=\n \"2\" | # or\n \"3\"", "3", "4"),
                Arguments.of("root ::= \"a\" root \"b\" |", "aaabbb", "aaabb"),
                Arguments.of("root ::= (\"a\"?)* \"b\"", "aab", "ba"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsTakenWhenTheGrammarHasIt(String gbnf, String good, String bad) {
        assertThat(takes(gbnf, good)).as(good).isTrue();
        assertThat(takes(gbnf, bad)).as(bad).isFalse();
    }

    @Test
    void aTokenIsTakenWhenAllItsBytesAre() {
        TokenGrammar grammar = grammar("root ::= \"abab\"");
        assertThat(grammar.allows(Letters.word("ab"))).isTrue();
        assertThat(grammar.allows(Letters.word("abc"))).isFalse();
        assertThat(grammar.allows(Letters.CONTROL)).isFalse();
        grammar.accept(Letters.word("ab"));
        grammar.accept(Letters.word("ab"));
        assertThat(grammar.isWhole()).isTrue();
    }

    @Test
    void nothingComesAfterTheEnd() {
        TokenGrammar grammar = grammar("root ::= \"a\"*");
        grammar.accept(Letters.END);
        assertThat(grammar.allows('a')).isFalse();
        assertThat(grammar.allows(Letters.END)).isFalse();
        assertThat(allowed(grammar)).isZero();
        assertThat(grammar.anew().allows('a')).isTrue();
    }

    @Test
    void aTokenThatIsNotAllowedIsRefusedAndChangesNothing() {
        TokenGrammar grammar = grammar("root ::= \"ab\"");
        grammar.accept('a');
        assertThatIllegalArgumentException().isThrownBy(() -> grammar.accept('a'));
        assertThatIllegalArgumentException().isThrownBy(() -> grammar.accept(Letters.END));
        assertThatThrownBy(() -> grammar.allows(10_000)).isInstanceOf(IndexOutOfBoundsException.class);
        grammar.accept('b');
    }

    @Test
    void onlyWholeCharactersAreTaken() {
        String any = "root ::= .*";
        assertThat(takes(any, "aé日\uD83D\uDE00\u0000\u007f\u0080\u07ff\u0800\uffff\uDBFF\uDFFF"))
                .isTrue();
        for (int[] bad : new int[][] {
            {0x80}, {0xc0, 0x80}, {0xe0, 0x80, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0xff}, {0xe6, 0x97}
        }) {
            byte[] bytes = new byte[bad.length];
            for (int i = 0; i < bad.length; i++) {
                bytes[i] = (byte) bad[i];
            }
            assertThat(takes(grammar(any), bytes)).isFalse();
        }
    }

    @Test
    void everyCharacterOfASetIsTakenAndNoOther() {
        Seeds.each(20, TokenGrammarTest.class, random -> {
            int first = random.nextInt(Character.MAX_CODE_POINT + 1);
            int last = Math.min(Character.MAX_CODE_POINT, first + random.nextInt(1 << random.nextInt(1, 20)));
            TokenGrammar grammar = grammar("root ::= [\\U%08X-\\U%08X]".formatted(first, last));
            for (int i = 0; i < 400; i++) {
                int c = switch (i) {
                    case 0 -> first;
                    case 1 -> last;
                    case 2 -> Math.max(0, first - 1);
                    case 3 -> Math.min(Character.MAX_CODE_POINT, last + 1);
                    default -> random.nextInt(Character.MAX_CODE_POINT + 1);
                };
                if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                    byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                    assertThat(takes(grammar.anew(), bytes)).as("U+%X", c).isEqualTo(c >= first && c <= last);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "nothing",
                "root ::= other",
                "root ::= root \"a\"",
                "root ::= a\na ::= \"\" root \"x\" | \"\"",
                "root ::= a root\na ::= \"x\"?",
                "root ::= (root)* \"a\"",
                "root ::= \"a",
                "root ::= [a-",
                "root ::= [z-a]",
                "root ::= (\"a\"",
                "root ::= \"a\")",
                "root ::= \"a\"{2,1}",
                "root ::= \"a\"{}",
                "root ::= \"a\"{,2}",
                "root ::= \"a\"{999999999}",
                "root ::= \"a\"{99999999999999999999}",
                "root ::= (((\"a\"{1000}){1000}){1000}){1000}",
                "other ::= \"a\"",
                "root ::= \"\\x\"",
                "root ::= \"\\q\"",
                "root ::= \"\\uD800\"",
                "root ::= \"\\UFFFFFFFF\"",
                "root ::= *",
                "root ::= <think>",
                "root ::= \"a\"\nroot ::= \"b\"",
            })
    void aGrammarThatIsNotValidIsRefused(String gbnf) {
        assertThatThrownBy(() -> grammar(gbnf))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("the grammar");
    }

    @Test
    void aMistakeIsShownWithItsLine() {
        assertThatThrownBy(() -> grammar("root ::= a\n\na ::= \"x\" )\n"))
                .hasMessage("the grammar is wrong in line 3: a rule ends with its line, but here is ')'");
        assertThatThrownBy(() -> grammar("root ::= a\na ::= b\nb ::= a | \"x\""))
                .hasMessageContaining("calls itself before anything else (left recursion)");
    }

    @Test
    void deepAndLargeGrammarsAreRefused() {
        assertThatThrownBy(() -> grammar("root ::= " + "(".repeat(100_000)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("100 deep");
        assertThatThrownBy(() -> grammar("root ::= \"a\"" + " ".repeat(300_000)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("characters");
    }

    @Test
    void aLongChainOfRulesNeedsNoDeepStack() {
        StringBuilder gbnf = new StringBuilder("root ::= r0\n");
        for (int i = 0; i < 10_000; i++) {
            gbnf.append("r%d ::= r%d\n".formatted(i, i + 1));
        }
        assertThat(takes(gbnf + "r10000 ::= \"a\"", "a")).isTrue();
    }

    @Test
    void anAmbiguousGrammarIsGivenUpBeforeItDoesHarm() {
        TokenGrammar grammar = grammar("root ::= \"a\" root \"x\" | \"a\" root \"y\" | \"a\"");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        grammar.accept('a');
                    }
                })
                .isInstanceOf(InputException.class)
                .hasMessageContaining("too many ways");
        StringBuilder nested = new StringBuilder("root ::= a0\n");
        for (int i = 0; i < 8; i++) {
            nested.append("a%d ::= %s\n".formatted(i, ("a" + (i + 1) + "? ").repeat(30)));
        }
        nested.append("a8 ::= \"a\"\n");
        assertThatThrownBy(() -> {
                    TokenGrammar wide = grammar(nested.toString());
                    for (int i = 0; i < 1000; i++) {
                        wide.accept('a');
                    }
                })
                .isInstanceOf(InputException.class)
                .hasMessageContaining("too many ways");
    }

    @Test
    void aLongOutputIsFollowedInBoundedMemory() {
        TokenGrammar grammar = grammar("root ::= (\"ab\" | \"c\"){20000}");
        for (int i = 0; i < 20_000; i++) {
            grammar.accept(i % 3 == 0 ? Letters.word("ab") : 'c');
        }
        assertThat(grammar.isWhole()).isTrue();
        assertThat(grammar.allows('c')).isFalse();
    }

    @Test
    void theMaskIsWhatIsAllowedOneByOne() {
        String json = """
                root ::= object
                object ::= "{" ws (string ":" ws value ("," ws string ":" ws value)*)? "}" ws
                value ::= object | string | number | ("true" | "false" | "null") ws | "[" ws (value ("," ws value)*)? "]" ws
                string ::= "\\"" ([^"\\\\\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\\"" ws
                number ::= "-"? ([0-9] | [1-9] [0-9]*) ("." [0-9]+)? ws
                ws ::= [ \\t\\n]*
                """;
        Seeds.each(10, TokenGrammarTest.class, random -> {
            TokenGrammar grammar = grammar(json);
            for (int step = 0; step < 60 && grammar.isWhole() == false; step++) {
                float[] logits = new float[Letters.INDEX.size()];
                grammar.mask(logits);
                int choice = -1;
                int count = 0;
                for (int token = 0; token < logits.length; token++) {
                    assertThat(logits[token] == 0).as("token %d", token).isEqualTo(grammar.allows(token));
                    if (logits[token] == 0 && random.nextInt(++count) == 0) {
                        choice = token;
                    }
                }
                assertThat(count).isPositive();
                grammar.accept(choice);
            }
        });
    }

    private static int allowed(TokenGrammar grammar) {
        float[] logits = new float[Letters.INDEX.size()];
        grammar.mask(logits);
        int count = 0;
        for (float logit : logits) {
            count += logit == 0 ? 1 : 0;
        }
        return count;
    }
}
