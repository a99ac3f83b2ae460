package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.serve.grammar.TokenGrammar;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Our grammars allow the tokens that llama.cpp's do, on random grammars and random ways through them. */
final class NativeGrammarTest {
    private static final int RULES = 4;

    @Test
    void bothAllowTheSameTokens() {
        LlamaVocabulary vocabulary = Stories.model().vocabulary();
        Seeds.each(15, NativeGrammarTest.class, random -> {
            String gbnf = grammar(random);
            TokenGrammar ours = TokenGrammar.compile(vocabulary.tokenIndex(), gbnf, "root");
            try (NativeGrammar theirs = NativeGrammar.compile(vocabulary, gbnf, "root")) {
                for (int step = 0; step < 12; step++) {
                    float[] logits = new float[vocabulary.size()];
                    ours.mask(logits);
                    BitSet allowed = allowed(logits);
                    BitSet differences = (BitSet) allowed.clone();
                    differences.xor(allowed(vocabulary, theirs));
                    assertThat(differences.stream().boxed())
                            .as("step %d of %s", step, gbnf)
                            .allMatch(token -> isKnownDifference(vocabulary.piece(token, false), allowed.get(token)));
                    allowed.andNot(differences);
                    allowed.clear(vocabulary.eos());
                    if (allowed.isEmpty()) {
                        break;
                    }
                    int token = allowed.stream()
                            .skip(random.nextInt(allowed.cardinality()))
                            .findFirst()
                            .orElseThrow();
                    ours.accept(token);
                    theirs.accept(token);
                }
            }
        });
    }

    /**
     * llama.cpp never allows the character of code 0, takes some bytes that no character has, and lets the names of
     * control tokens stand for text.
     */
    private static boolean isKnownDifference(byte[] piece, boolean allowedByOurs) {
        return allowedByOurs
                ? piece.length > 0 && piece[0] == 0
                : piece.length == 0 || (piece.length == 1 && piece[0] < 0);
    }

    private static BitSet allowed(LlamaVocabulary vocabulary, NativeGrammar grammar) {
        float[] logits = new float[vocabulary.size()];
        grammar.mask(logits);
        return allowed(logits);
    }

    private static BitSet allowed(float[] logits) {
        BitSet allowed = new BitSet();
        for (int token = 0; token < logits.length; token++) {
            allowed.set(token, logits[token] == 0);
        }
        return allowed;
    }

    /** Rules that refer only to later ones, so that none is left-recursive; the last one may read on and on. */
    private static String grammar(RandomGenerator random) {
        StringBuilder text = new StringBuilder("root ::= " + choice(random, 0, 2) + "\n");
        for (int rule = 1; rule < RULES; rule++) {
            text.append("r" + rule + " ::= " + choice(random, rule, 2) + "\n");
        }
        return text + "r" + RULES + " ::= [a-z] r" + RULES + " | \"(\" r" + RULES + " \")\" | \" the\" | \"日\"\n";
    }

    private static String choice(RandomGenerator random, int rule, int depth) {
        StringBuilder text = new StringBuilder(sequence(random, rule, depth));
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(" | ").append(sequence(random, rule, depth));
        }
        return text.toString();
    }

    private static String sequence(RandomGenerator random, int rule, int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            text.append(part(random, rule, depth)).append(' ');
        }
        return text.toString().strip();
    }

    private static String part(RandomGenerator random, int rule, int depth) {
        String[] literals = {"\"a\"", "\" the\"", "\"on\"", "\"日本\"", "[a-z]", "[^a-y]", "[ .,!]", "\"é\"", "."};
        return switch (random.nextInt(6)) {
            case 0 -> "r" + random.nextInt(rule + 1, RULES + 1);
            case 1 -> depth == 0 ? "\"x\"" : "(" + choice(random, rule, depth - 1) + ")";
            // Something that reads at least one character may be repeated.
            case 2 ->
                literals[random.nextInt(literals.length)]
                        + new String[] {"*", "+", "?", "{2}", "{1,3}", "{0,2}"}[random.nextInt(6)];
            default -> literals[random.nextInt(literals.length)];
        };
    }
}
