package dev.sangam.measure.fidelity;

import dev.sangam.measure.fidelity.ItemPair.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What questions with options show beyond the answers.
 *
 * @param scored items for which both models said how likely each option is; what follows is of them
 * @param kl mean Kullback-Leibler divergence over the options, nats
 * @param kls of the items, nats
 * @param perCharacter flips when the option of the greatest log-likelihood per character is chosen (acc_norm); empty when the
 *     lengths of the options are not known for every scored item
 * @param margins flips by the base's top margin
 */
public record ChoiceFigures(
        int scored, Estimate kl, Distribution kls, Optional<Flips> perCharacter, List<MarginBucket> margins) {
    static Optional<ChoiceFigures> of(List<ItemPair> pairs) {
        List<ItemPair.Choice> scored = pairs.stream()
                .filter(ItemPair.Choice.class::isInstance)
                .map(ItemPair.Choice.class::cast)
                .filter(ItemPair.Choice::scored)
                .toList();
        if (scored.isEmpty()) {
            return Optional.empty();
        }
        double[] kls = scored.stream()
                .mapToDouble(pair -> OptionScores.klDivergence(
                        pair.base().logLikelihoods(), pair.candidate().logLikelihoods()))
                .toArray();
        boolean measured = scored.stream().allMatch(ItemPair.Choice::measured);
        List<Outcome> outcomes = measured
                ? scored.stream().map(ItemPair.Choice::outcomePerCharacter).toList()
                : List.of();
        return Optional.of(new ChoiceFigures(
                scored.size(),
                Estimate.mean(kls),
                Distribution.of(kls),
                measured ? Optional.of(Flips.of(outcomes)) : Optional.empty(),
                MarginBucket.of(scored)));
    }
}
