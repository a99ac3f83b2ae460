package dev.sangam.measure.fidelity;

import dev.sangam.measure.figures.BlockBootstrap;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Whether flips are more than chance: tests of equal accuracy, and intervals over items drawn again with replacement.
 *
 * @param mcnemarP exact two-sided p of the accuracies being equal; NaN when nothing is judged
 * @param permutationP the same by flipping signs at random
 * @param flips interval of the share of flips
 * @param allFlips interval of the share of all-flips
 * @param accuracyDrop interval of the base's accuracy less the candidate's, paired
 * @param agreement interval of the share of same answers
 */
public record FlipTests(
        double mcnemarP,
        double permutationP,
        Interval flips,
        Interval allFlips,
        Interval accuracyDrop,
        Interval agreement) {
    private static final int RESAMPLES = 1000;

    static FlipTests of(Flips flips, long seed) {
        Flips[] drawn = resamples(flips, seed);
        boolean judged = flips.judged() > 0;
        return new FlipTests(
                judged ? McNemar.exactP(flips.lost(), flips.gained()) : Double.NaN,
                judged ? SignFlips.p(differences(flips), seed) : Double.NaN,
                interval(drawn, Flips::flips),
                interval(drawn, Flips::allFlips),
                interval(drawn, Flips::accuracyDrop),
                interval(drawn, Flips::agreement));
    }

    private static double[] differences(Flips flips) {
        double[] differences = new double[flips.flipped()];
        Arrays.fill(differences, 0, flips.lost(), 1);
        Arrays.fill(differences, flips.lost(), differences.length, -1);
        return differences;
    }

    /** Items are alike but for their outcome, so drawing outcomes is drawing items. */
    private static Flips[] resamples(Flips flips, long seed) {
        int[] counts = {
            flips.kept(),
            flips.lost(),
            flips.gained(),
            flips.sameWrong(),
            flips.otherWrong(),
            flips.same(),
            flips.other()
        };
        byte[] outcomes = new byte[flips.items()];
        int next = 0;
        for (byte outcome = 0; outcome < counts.length; outcome++) {
            Arrays.fill(outcomes, next, next + counts[outcome], outcome);
            next += counts[outcome];
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Flips[] drawn = new Flips[RESAMPLES];
        for (int i = 0; i < drawn.length; i++) {
            int[] c = new int[counts.length];
            for (int item = 0; item < outcomes.length; item++) {
                c[outcomes[random.nextInt(outcomes.length)]]++;
            }
            drawn[i] = new Flips(c[0], c[1], c[2], c[3], c[4], c[5], c[6]);
        }
        return drawn;
    }

    private static Interval interval(Flips[] drawn, ToDoubleFunction<Flips> figure) {
        double[] ends =
                BlockBootstrap.interval(Arrays.stream(drawn).mapToDouble(figure).toArray());
        return new Interval(ends[0], ends[1]);
    }
}
