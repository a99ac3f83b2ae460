package dev.sangam.measure.prompt;

import static dev.sangam.measure.prompt.TextCosts.FILLERS;
import static dev.sangam.measure.prompt.TextCosts.LEAD;
import static dev.sangam.measure.prompt.TextCosts.TAIL;
import static dev.sangam.measure.prompt.TextCosts.TOKEN;

import dev.sangam.measure.endpoint.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Finds out what the parts of a prompt cost: by a tokenizer, else by the server's count of some prompts, else by a guess. */
final class CostSource {
    private static final int DIGITS = 10;

    /** Stretches of text that are counted one by one where there is no tokenizer, and their words: 2,000 words in all. */
    private static final int STRETCHES = 16;

    private static final int STRETCH_WORDS = 128;
    private static final int REPEATED = 8;
    private static final long CHARACTER = TOKEN / 4;

    private CostSource() {}

    /** Exact costs: of every word by the tokenizer, of what the model puts around a prompt by the server. */
    static TextCosts measured(Tokenizer tokenizer, UsageProbe probe, Passage passage) {
        WordTokens words = new WordTokens(tokenizer);
        int[] counts = words.count(passage.vocabulary());
        long[] costs = new long[passage.size()];
        Arrays.setAll(costs, i -> counts[passage.id(i)] * TOKEN);
        long[] digits = costs(words, decimalDigits());
        long[] fillers = costs(words, FILLERS);
        int best = 0;
        for (int i = 1; i < fillers.length; i++) {
            best = fillers[i] < fillers[best] ? i : best;
        }
        OptionalInt frame = probe.tokens(LEAD + TAIL);
        String how = frame.isPresent()
                ? "exact: the model's tokenizer for the words, the server's count for what is around them"
                : "exact but for what the model's template adds, which the server does not tell";
        return new TextCosts(
                new MeasuredPassage(passage, costs),
                1,
                frame.orElseGet(() -> tokenizer.tokens(LEAD + TAIL).length) * TOKEN,
                digits,
                " " + FILLERS.get(best),
                fillers[best],
                how);
    }

    /** Costs that are exact for whole stretches of a shorter text, and estimates within one. */
    static TextCosts counted(UsageProbe probe, Passage whole, int frame) {
        Passage passage = whole.first(STRETCHES * STRETCH_WORDS);
        long[] costs = new long[passage.size()];
        for (int from = 0; from < costs.length; from += STRETCH_WORDS) {
            int to = Math.min(costs.length, from + STRETCH_WORDS);
            long sum = cost(probe, passage.text(from, to), frame);
            long[] weights = new long[to - from];
            int start = from;
            Arrays.setAll(weights, i -> weight(passage.text(start + i, start + i + 1)));
            share(sum, weights, costs, from);
        }
        long[] digits = new long[DIGITS];
        Arrays.fill(digits, cost(probe, " 7".repeat(REPEATED), frame) / REPEATED);
        String filler = " " + FILLERS.getFirst();
        return new TextCosts(
                new MeasuredPassage(passage, costs),
                STRETCH_WORDS,
                frame * TOKEN,
                digits,
                filler,
                Math.max(TOKEN, cost(probe, filler.repeat(REPEATED), frame) / REPEATED),
                "estimated from the server's count of " + (STRETCHES + 3) + " prompts");
    }

    /** A guess: four characters are a token. */
    static TextCosts guessed(Passage passage) {
        long[] costs = new long[passage.size()];
        Arrays.setAll(costs, i -> passage.text(i, i + 1).length() * CHARACTER);
        long[] digits = new long[DIGITS];
        Arrays.fill(digits, 2 * CHARACTER);
        String filler = " " + FILLERS.getFirst();
        return new TextCosts(
                new MeasuredPassage(passage, costs),
                1,
                (LEAD + TAIL).length() * CHARACTER,
                digits,
                filler,
                filler.length() * CHARACTER,
                "approximate: four characters taken for a token, as the server tells no count");
    }

    private static long cost(UsageProbe probe, String words, int frame) {
        return (probe.tokens(LEAD + words + TAIL).orElse(frame) - frame) * TOKEN;
    }

    private static long[] costs(WordTokens words, List<String> of) {
        return Arrays.stream(words.count(of)).mapToLong(count -> count * TOKEN).toArray();
    }

    private static List<String> decimalDigits() {
        List<String> digits = new ArrayList<>();
        for (int digit = 0; digit < DIGITS; digit++) {
            digits.add(Integer.toString(digit));
        }
        return digits;
    }

    /** Shares a sum by weights; what rounding leaves goes to the last. */
    private static void share(long sum, long[] weights, long[] into, int from) {
        long all = Arrays.stream(weights).sum();
        long given = 0;
        long seen = 0;
        for (int i = 0; i < weights.length; i++) {
            seen += weights[i];
            into[from + i] = sum * seen / all - given;
            given += into[from + i];
        }
    }

    /** A word is a token, its longer part another, and so is each mark in or around it. */
    private static long weight(String word) {
        long letters = word.chars().filter(Character::isLetterOrDigit).count();
        long marks = word.length() - 1 - letters;
        return 2 + Math.max(0, letters - 6) / 2 + 2 * marks;
    }
}
