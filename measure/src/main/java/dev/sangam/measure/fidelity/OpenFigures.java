package dev.sangam.measure.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What answers in words show beyond right and wrong.
 *
 * @param items questions without options
 * @param identical answers that are the same word for word
 * @param byTokens whether lengths are in tokens; otherwise tokens are unknown, and they are in words
 * @param prefixes how far the two answers of each item go together
 * @param strict flips by the number after {@code ####}; empty when no right answer is known
 */
public record OpenFigures(
        int items, int identical, boolean byTokens, List<CommonPrefix> prefixes, Optional<Flips> strict) {
    static Optional<OpenFigures> of(List<ItemPair> pairs) {
        List<ItemPair.Open> open = pairs.stream()
                .filter(ItemPair.Open.class::isInstance)
                .map(ItemPair.Open.class::cast)
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        boolean byTokens = open.stream().allMatch(ItemPair.Open::tokensKnown);
        List<ItemPair.Outcome> strict = open.stream()
                .filter(pair -> pair.base().expected().isPresent())
                .map(pair -> pair.outcome(FinalAnswer.STRICT))
                .toList();
        return Optional.of(new OpenFigures(
                open.size(),
                (int) open.stream().filter(ItemPair.Open::identical).count(),
                byTokens,
                open.stream()
                        .map(pair -> byTokens ? CommonPrefix.ofTokens(pair) : CommonPrefix.ofWords(pair))
                        .toList(),
                strict.isEmpty() ? Optional.empty() : Optional.of(Flips.of(strict))));
    }

    /** Share of the answers that are the same word for word. */
    public double identicalShare() {
        return (double) identical / items;
    }

    /** Mean tokens, or words, before the first that differs; an identical answer counts with all of it. */
    public double prefixLength() {
        return prefixes.stream().mapToInt(CommonPrefix::length).average().orElse(Double.NaN);
    }

    /** Mean share of the longer answer before the first token that differs. */
    public double prefixShare() {
        return prefixes.stream().mapToDouble(CommonPrefix::share).average().orElse(Double.NaN);
    }

    /** Median place, counted from 1, of the first token that differs, of the answers that differ; NaN when none does. */
    public double firstDivergence() {
        return Distribution.of(prefixes.stream()
                        .filter(prefix -> !prefix.whole())
                        .mapToDouble(prefix -> prefix.length() + 1)
                        .toArray())
                .median();
    }

    /** Share of the items whose answers are the same through the first so many tokens, or words. */
    public double agreement(int tokens) {
        return (double) prefixes.stream()
                        .filter(prefix -> prefix.through(tokens))
                        .count()
                / prefixes.size();
    }

    /** The agreement through 1, 2, 4 and so on, as long as an answer is that long. */
    public SequencedMap<Integer, Double> agreements() {
        int longest = prefixes.stream().mapToInt(CommonPrefix::longer).max().orElse(0);
        List<Integer> lengths = new ArrayList<>();
        for (int n = 1; n > 0 && n <= longest; n *= 2) {
            lengths.add(n);
        }
        SequencedMap<Integer, Double> agreements = new TreeMap<>();
        lengths.forEach(n -> agreements.put(n, agreement(n)));
        return agreements;
    }
}
