package dev.sangam.measure.fidelity;

import dev.sangam.core.InputException;
import java.util.List;
import java.util.Optional;

/**
 * A candidate held to its base on everything that both were asked; or the base held to its own second run, which is the noise
 * that a candidate must be seen against.
 *
 * @param sets of items, in order
 * @param texts in order
 * @param allSets all items together; empty without any
 * @param allTexts all texts together; empty without any
 */
public record Comparison(
        List<PairedSet> sets, List<PairedText> texts, Optional<SetFigures> allSets, Optional<TextFigures> allTexts) {
    /** The seed of what is drawn at random where nobody asks for another. */
    public static final long SEED = 1;

    /** A set with what both answered. */
    public record PairedSet(SetFigures figures, List<ItemPair> pairs) {
        /** Of the set. */
        public String name() {
            return figures.name();
        }
    }

    /** A text with what both made of it. */
    public record PairedText(TextFigures figures, ScoredText text) {
        /** Of the text. */
        public String name() {
            return figures.name();
        }
    }

    public Comparison {
        sets = List.copyOf(sets);
        texts = List.copyOf(texts);
    }

    /**
     * Compares answers, matched by set and id, and texts.
     *
     * @param texts that both read; none when only answers are compared
     * @param seed of what is drawn at random
     * @throws InputException when an item is missing on one side, or was not asked alike; or when there is nothing to compare
     */
    public static Comparison of(List<Prediction> base, List<Prediction> candidate, List<ScoredText> texts, long seed) {
        List<PairedSet> sets = PairedItems.of(base, candidate).sequencedEntrySet().stream()
                .map(set ->
                        new PairedSet(SetFigures.of(set.getKey(), set.getValue(), seed), List.copyOf(set.getValue())))
                .toList();
        List<PairedText> paired = texts.stream()
                .map(text -> new PairedText(TextFigures.of(text, seed), text))
                .toList();
        if (texts.stream().allMatch(text -> text.pairs().isEmpty()) && sets.isEmpty()) {
            throw new InputException("there is nothing to compare: no item and no token. Maybe the files are empty");
        }
        return new Comparison(sets, paired, all(sets, seed), allTexts(paired, seed));
    }

    /** Figures of the set of a name. */
    public Optional<SetFigures> set(String name) {
        return sets.stream()
                .map(PairedSet::figures)
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    /** Figures of the text of a name. */
    public Optional<TextFigures> text(String name) {
        return texts.stream()
                .map(PairedText::figures)
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    private static Optional<SetFigures> all(List<PairedSet> sets, long seed) {
        return sets.size() < 2
                ? sets.stream().map(PairedSet::figures).findFirst()
                : Optional.of(SetFigures.of(
                        SetFigures.ALL,
                        sets.stream().flatMap(set -> set.pairs().stream()).toList(),
                        seed));
    }

    private static Optional<TextFigures> allTexts(List<PairedText> texts, long seed) {
        return texts.size() < 2
                ? texts.stream().map(PairedText::figures).findFirst()
                : Optional.of(TextFigures.of(
                        new ScoredText(
                                SetFigures.ALL,
                                texts.stream()
                                        .flatMap(text -> text.text().windows().stream())
                                        .toList()),
                        seed));
    }
}
