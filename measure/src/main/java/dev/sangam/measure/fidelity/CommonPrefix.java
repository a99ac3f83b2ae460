package dev.sangam.measure.fidelity;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How far two answers go together: both models always took the likeliest token, so where they part is where they came to differ.
 *
 * @param length tokens, or words, up to the first that differs
 * @param longer of the longer answer
 */
public record CommonPrefix(int length, int longer) {
    private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

    /** Of two answers by their tokens. */
    public static CommonPrefix ofTokens(ItemPair.Open pair) {
        return of(pair.base().tokens(), pair.candidate().tokens());
    }

    /** Of two answers by their words, each with the white space after it. */
    public static CommonPrefix ofWords(ItemPair.Open pair) {
        return of(words(pair.base().text()), words(pair.candidate().text()));
    }

    /** Whether nothing differs. */
    public boolean whole() {
        return length == longer;
    }

    /** Share of the longer answer that both have in common; 1 of two empty answers. */
    public double share() {
        return longer == 0 ? 1 : (double) length / longer;
    }

    /** Whether both are the same through the first so many. */
    public boolean through(int tokens) {
        return whole() || length >= tokens;
    }

    static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(WORDS.split(text));
    }

    private static CommonPrefix of(List<String> a, List<String> b) {
        int same = 0;
        while (same < a.size() && same < b.size() && a.get(same).equals(b.get(same))) {
            same++;
        }
        return new CommonPrefix(same, Math.max(a.size(), b.size()));
    }
}
