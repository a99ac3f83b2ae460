package dev.sangam.measure.fidelity;

import dev.sangam.measure.fidelity.ItemPair.Outcome;
import java.util.Collection;
import java.util.Collections;

/**
 * How many answers changed from one model to another, and which way ("Accuracy is Not All You Need", arXiv 2407.09141).
 *
 * @param kept right before and after
 * @param lost right before, wrong after
 * @param gained wrong before, right after
 * @param sameWrong wrong with the same answer
 * @param otherWrong wrong with different answers
 * @param same answers of items without a known right one, that are the same
 * @param other answers of such items, that differ
 */
public record Flips(int kept, int lost, int gained, int sameWrong, int otherWrong, int same, int other) {
    /** Counts outcomes. */
    public static Flips of(Collection<Outcome> outcomes) {
        return new Flips(
                Collections.frequency(outcomes, Outcome.KEPT),
                Collections.frequency(outcomes, Outcome.LOST),
                Collections.frequency(outcomes, Outcome.GAINED),
                Collections.frequency(outcomes, Outcome.SAME_WRONG),
                Collections.frequency(outcomes, Outcome.OTHER_WRONG),
                Collections.frequency(outcomes, Outcome.SAME),
                Collections.frequency(outcomes, Outcome.OTHER));
    }

    /** All items. */
    public int items() {
        return judged() + same + other;
    }

    /** Items with a known right answer, of which all figures but the agreement are. */
    public int judged() {
        return kept + lost + gained + sameWrong + otherWrong;
    }

    /** Answers that turned right or wrong. */
    public int flipped() {
        return lost + gained;
    }

    /** Share of the judged items whose answer turned right or wrong; NaN of none. */
    public double flips() {
        return share(flipped());
    }

    /** Share of the judged items whose answer changed, wrong to wrong included; NaN of none. */
    public double allFlips() {
        return share(flipped() + otherWrong);
    }

    /** Share of the judged items that the base gets right; NaN of none. */
    public double baseAccuracy() {
        return share(kept + lost);
    }

    /** The candidate's. */
    public double candidateAccuracy() {
        return share(kept + gained);
    }

    /** The base's accuracy less the candidate's; NaN of none. */
    public double accuracyDrop() {
        return share(lost - gained);
    }

    /** Share of all items with the same answer of both. Two right answers are the same. */
    public double agreement() {
        return (double) (kept + sameWrong + same) / items();
    }

    private double share(int items) {
        return (double) items / judged();
    }
}
