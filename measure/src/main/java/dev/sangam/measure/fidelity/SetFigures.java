package dev.sangam.measure.fidelity;

import java.util.List;
import java.util.Optional;

/**
 * Figures of a set of items, or of all sets together.
 *
 * @param name of the set, or {@link #ALL}
 * @param flips how answers changed; those in words are judged by their last number
 * @param tests whether that is more than chance
 * @param choice what options show; empty without log-likelihoods of options
 * @param open what answers in words show; empty without any
 */
public record SetFigures(
        String name, Flips flips, FlipTests tests, Optional<ChoiceFigures> choice, Optional<OpenFigures> open) {
    /** Stands for all sets together, as if they were one. */
    public static final String ALL = "all";

    /**
     * Of items.
     *
     * @param seed of what is drawn at random
     */
    public static SetFigures of(String name, List<ItemPair> pairs, long seed) {
        Flips flips = Flips.of(pairs.stream().map(ItemPair::outcome).toList());
        return new SetFigures(name, flips, FlipTests.of(flips, seed), ChoiceFigures.of(pairs), OpenFigures.of(pairs));
    }
}
