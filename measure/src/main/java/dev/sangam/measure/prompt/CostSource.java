package dev.sangam.measure.prompt;

import static dev.sangam.measure.prompt.TextCosts.LEAD;
import static dev.sangam.measure.prompt.TextCosts.TAIL;
import static dev.sangam.measure.prompt.TextCosts.TOKEN;

import dev.sangam.measure.endpoint.Tokenizer;
import dev.sangam.measure.prompt.TextCosts.Common;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** Finds out what the parts of a prompt cost: by a tokenizer, else by the server's count of many prompts, else by a guess. */
final class CostSource {
    /** Stretches of text that are counted one by one where there is no tokenizer, and their words: 2,048 words in all. */
    private static final int STRETCHES = 64;

    private static final int STRETCH_WORDS = 32;
    private static final int REPEATED = 8;

    /** Words to number prompts and to fill them up with. */
    private static final List<String> COMMON =
            List.of("the", "sea", "ship", "whale", "old", "man", "time", "water", "night", "hand", "head", "door");

    private static final long CHARACTER = TOKEN / 4;

    private CostSource() {}

    /** Exact costs: of every word by the tokenizer, of what the model puts around a prompt by the server. */
    static TextCosts measured(Tokenizer tokenizer, UsageProbe probe, Passage passage) {
        WordTokens words = new WordTokens(tokenizer);
        int[] counts = words.count(passage.vocabulary());
        long[] costs = new long[passage.size()];
        Arrays.setAll(costs, i -> counts[passage.id(i)] * TOKEN);
        long[] common = Arrays.stream(words.count(COMMON))
                .mapToLong(count -> count * TOKEN)
                .toArray();
        OptionalInt frame = probe.tokens(LEAD + TAIL);
        String how = frame.isPresent()
                ? "by the model's tokenizer, and the server's count for what is around the words"
                : "by the model's tokenizer, without what its template adds, which the server does not tell";
        return new TextCosts(
                new MeasuredPassage(passage, costs),
                1,
                frame.orElseGet(() -> tokenizer.tokens(LEAD + TAIL).length) * TOKEN,
                common(i -> common[i]),
                how);
    }

    /**
     * Exact costs, too, where there is no tokenizer: of stretches of a shorter text and of some words, by the server's count
     * of each.
     *
     * @param frame tokens of a prompt without words
     * @return none when the server does not count so many prompts
     */
    static Optional<TextCosts> counted(UsageProbe probe, Passage whole, int frame) {
        Passage passage = whole.first(STRETCHES * STRETCH_WORDS);
        List<String> asked = new ArrayList<>();
        COMMON.forEach(word -> asked.add((" " + word).repeat(REPEATED)));
        for (int from = 0; from < passage.size(); from += STRETCH_WORDS) {
            asked.add(passage.text(from, Math.min(passage.size(), from + STRETCH_WORDS)));
        }
        Optional<int[]> counts = probe.tokens(asked.stream()
                .map(words -> new PromptContent.Text(LEAD + words + TAIL))
                .toList());
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        long[] costs = Arrays.stream(counts.orElseThrow())
                .mapToLong(count -> (count - frame) * TOKEN)
                .toArray();
        if (Arrays.stream(costs).anyMatch(cost -> cost <= 0)) {
            return Optional.empty(); // it counts something else than the prompt
        }
        long[] words = new long[passage.size()];
        for (int i = STRETCH_WORDS - 1; i < words.length; i += STRETCH_WORDS) {
            words[i] = costs[COMMON.size() + i / STRETCH_WORDS]; // all of a stretch is counted at its end
        }
        return Optional.of(new TextCosts(
                new MeasuredPassage(passage, words),
                STRETCH_WORDS,
                frame * TOKEN,
                common(i -> Math.max(TOKEN, costs[i] / REPEATED)),
                "by the server's count of " + (asked.size() + 1) + " short prompts"));
    }

    /** A guess: four characters are a token. */
    static TextCosts guessed(Passage passage) {
        long[] costs = new long[passage.size()];
        Arrays.setAll(costs, i -> passage.text(i, i + 1).length() * CHARACTER);
        return new TextCosts(
                new MeasuredPassage(passage, costs),
                1,
                (LEAD + TAIL).length() * CHARACTER,
                common(i -> (COMMON.get(i).length() + 1) * CHARACTER),
                "four characters taken for a token, as the server tells no count");
    }

    private static List<Common> common(IntToLongFunction cost) {
        return IntStream.range(0, COMMON.size())
                .mapToObj(i -> new Common(" " + COMMON.get(i), cost.applyAsLong(i)))
                .sorted(Comparator.comparingLong(Common::cost))
                .toList();
    }
}
