package dev.sangam.measure.fidelity;

import java.util.ArrayList;
import java.util.List;

/**
 * Items whose top margin with the base is alike: the smaller the margin, the likelier a flip.
 *
 * @param from least margin, a difference of two probabilities
 * @param to above the greatest
 * @param items in the bucket
 * @param judged of them with a known right answer
 * @param flipped of the judged ones, that turned right or wrong
 * @param changed of all, with another answer
 */
public record MarginBucket(double from, double to, int items, int judged, int flipped, int changed) {
    private static final int BUCKETS = 10;

    /** Ten buckets between 0 and 1, some of them perhaps empty. */
    static List<MarginBucket> of(List<ItemPair.Choice> scored) {
        List<List<ItemPair.Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            outcomes.add(new ArrayList<>());
        }
        for (ItemPair.Choice pair : scored) {
            double margin = OptionScores.margin(pair.base().logLikelihoods());
            outcomes.get(Math.min(BUCKETS - 1, (int) (margin * BUCKETS))).add(pair.outcome());
        }
        List<MarginBucket> buckets = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            Flips flips = Flips.of(outcomes.get(i));
            buckets.add(new MarginBucket(
                    (double) i / BUCKETS,
                    (i + 1.0) / BUCKETS,
                    flips.items(),
                    flips.judged(),
                    flips.flipped(),
                    flips.flipped() + flips.otherWrong() + flips.other()));
        }
        return buckets;
    }
}
