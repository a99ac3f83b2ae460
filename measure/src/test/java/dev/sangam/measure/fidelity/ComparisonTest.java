package dev.sangam.measure.fidelity;

import static dev.sangam.measure.fidelity.Answers.choice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.measure.fidelity.ItemPair.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final Offset<Double> NEAR = Offset.offset(1e-12);

    private static SetFigures of(List<Prediction> base, List<Prediction> candidate) {
        return Comparison.of(base, candidate, List.of(), 1).allSets().orElseThrow();
    }

    private static void refused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContainingAll(words);
    }

    @Test
    void everyOutcomeIsCountedOnce() {
        List<Prediction> base = List.of(
                choice("a", 0, 0, -1, -2),
                choice("b", 0, 0, -1, -2),
                choice("c", 0, -1, 0, -2),
                choice("d", 0, -1, 0, -2),
                choice("e", 0, -1, 0, -2),
                choice("f", -1, 0, -1, -2),
                choice("g", -1, 0, -1, -2));
        List<Prediction> candidate = List.of(
                choice("g", -1, -1, 0, -2), // in another order, which does not matter
                choice("a", 0, 0, -1, -2),
                choice("b", 0, -1, 0, -2),
                choice("c", 0, 0, -1, -2),
                choice("d", 0, -1, 0, -2),
                choice("e", 0, -2, -1, 0),
                choice("f", -1, 0, -1, -2));
        Flips flips = of(base, candidate).flips();

        assertThat(flips).isEqualTo(new Flips(1, 1, 1, 1, 1, 1, 1));
        assertThat(flips.flips()).isEqualTo(0.4);
        assertThat(flips.allFlips()).isEqualTo(0.6);
        assertThat(flips.baseAccuracy()).isEqualTo(0.4);
        assertThat(flips.candidateAccuracy()).isEqualTo(0.4);
        assertThat(flips.accuracyDrop()).isZero();
        assertThat(flips.agreement()).isCloseTo(3.0 / 7, NEAR);
    }

    @Test
    void aModelAgainstItselfIsTheSame() {
        List<Prediction> base = Answers.choices(200, Seeds.random(1));
        SetFigures figures = of(base, base);

        assertThat(figures.flips().flips()).isZero();
        assertThat(figures.flips().agreement()).isEqualTo(1);
        assertThat(figures.tests().mcnemarP()).isEqualTo(1);
        assertThat(figures.tests().permutationP()).isEqualTo(1);
        assertThat(figures.tests().flips()).isEqualTo(new Interval(0, 0));
        assertThat(figures.choice().orElseThrow().kl().value()).isZero();
    }

    @Test
    void figuresKeepTheirOrderAndSymmetry() {
        Seeds.each(20, ComparisonTest.class, random -> {
            List<Prediction> base = Answers.choices(random.nextInt(50, 400), random);
            List<Prediction> candidate = Answers.noisy(base, random.nextDouble(3), random);
            SetFigures there = of(base, candidate);
            SetFigures back = of(candidate, base);
            Flips flips = there.flips();

            assertThat(flips.flips()).isLessThanOrEqualTo(flips.allFlips());
            assertThat(flips.allFlips()).isCloseTo(1 - flips.agreement(), NEAR); // as every item has an answer
            assertThat(Math.abs(flips.accuracyDrop())).isLessThanOrEqualTo(flips.flips());
            assertThat(back.flips().flips()).isEqualTo(flips.flips());
            assertThat(back.flips().allFlips()).isEqualTo(flips.allFlips());
            assertThat(back.flips().lost()).isEqualTo(flips.gained());
            assertThat(back.tests().mcnemarP()).isEqualTo(there.tests().mcnemarP());
            assertThat(there.tests().flips().low()).isLessThanOrEqualTo(flips.flips());
            assertThat(there.tests().flips().high()).isGreaterThanOrEqualTo(flips.flips());
            ChoiceFigures choice = there.choice().orElseThrow();
            assertThat(choice.kl().value()).isNotNegative();
            assertThat(choice.margins().stream().mapToInt(MarginBucket::items).sum())
                    .isEqualTo(flips.items());
            assertThat(choice.margins().stream().mapToInt(MarginBucket::flipped).sum())
                    .isEqualTo(flips.flipped());
        });
    }

    @Test
    void aSmallMarginMakesAFlipLikelier() {
        List<Prediction> base = Answers.choices(2000, Seeds.random(1));
        List<MarginBucket> margins = of(base, Answers.noisy(base, 0.5, Seeds.random(2)))
                .choice()
                .orElseThrow()
                .margins();

        assertThat(margins).hasSize(10);
        assertThat((double) margins.getFirst().changed() / margins.getFirst().items())
                .isGreaterThan(0.3);
        assertThat(margins.getLast().changed()).isZero();
    }

    @Test
    void divergenceOverOptionsIsThatOfTheirSoftmax() {
        double expected = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);

        assertThat(OptionScores.klDivergence(
                        List.of(Math.log(0.3), Math.log(0.1)), List.of(Math.log(0.02), Math.log(0.02))))
                .isCloseTo(expected, NEAR);
        assertThat(OptionScores.margin(List.of(Math.log(0.3), Math.log(0.1)))).isCloseTo(0.5, NEAR);
    }

    /** "nowhere" has 7 characters, "in the garden" 13: the sum prefers the short one, the mean the long one. */
    @Test
    void perCharacterAnotherOptionMayWin() {
        Prediction.Choice base = choice("a", 0, -11, -99, -99, -9);
        Prediction.Choice candidate = choice("a", 0, -19, -99, -99, -9);
        SetFigures figures = of(List.of(base), List.of(candidate));

        assertThat(figures.flips().sameWrong()).isEqualTo(1);
        assertThat(figures.choice().orElseThrow().perCharacter().orElseThrow().lost())
                .isEqualTo(1);
    }

    @Test
    void withoutAnyAnswerAgreementAndDivergenceRemain() {
        SetFigures figures = of(List.of(choice("a", -1, 0, -1)), List.of(choice("a", -1, -1, 0)));

        assertThat(figures.flips().agreement()).isZero();
        assertThat(figures.flips().flips()).isNaN();
        assertThat(figures.tests().mcnemarP()).isNaN();
        assertThat(figures.tests().flips().known()).isFalse();
        assertThat(figures.choice().orElseThrow().kl().value()).isPositive();
        assertThat(FidelityFigure.FLIPS.of(figures)).isEmpty();
        assertThat(FidelityFigure.AGREEMENT.of(figures)).contains(0.0);
    }

    @Test
    void severalSetsAreAlsoTakenTogether() {
        List<Prediction> base = new ArrayList<>(Answers.choices(10, Seeds.random(1)));
        base.addAll(Answers.solutions(5, 0, Seeds.random(1)));
        Comparison comparison = Comparison.of(base, base, List.of(), 1);

        assertThat(comparison.sets()).extracting(Comparison.PairedSet::name).containsExactly("mmlu", "gsm8k");
        assertThat(comparison.allSets().orElseThrow().name()).isEqualTo(SetFigures.ALL);
        assertThat(comparison.allSets().orElseThrow().flips().items()).isEqualTo(15);
    }

    @Test
    void itemsThatDoNotMatchAreNamed() {
        List<Prediction> one = List.of(choice("a", 0, 0, -1));

        refused(() -> of(one, List.of()), "mmlu a is answered by the base, but not by the candidate");
        refused(() -> of(List.of(), one), "mmlu a is answered by the candidate, but not by the base");
        refused(() -> of(Collections.nCopies(2, one.getFirst()), one), "mmlu a is answered twice by the base");
        refused(() -> of(one, List.of(choice("a", 1, 0, -1))), "mmlu a", "right answer", "a cat");
        refused(() -> of(one, List.of(choice("a", 0, 0, -1, -2))), "mmlu a", "options");
        refused(
                () -> of(
                        one,
                        List.of(new Prediction.Choice(
                                "mmlu",
                                "a",
                                "Else?",
                                List.of("in the garden", "a cat"),
                                OptionalInt.of(0),
                                0,
                                List.of()))),
                "mmlu a",
                "question",
                "Else?");
        refused(() -> of(one, List.of(choice("a", 0, 0, Double.NaN))), "mmlu a", "NaN", "no distribution");
        refused(() -> Comparison.of(List.of(), List.of(), List.of(), 1), "nothing to compare");
    }

    @Test
    void whatFlippedIsWhatAReaderShouldSee() {
        assertThat(List.of(Outcome.values()).stream().filter(Outcome::changed))
                .containsExactly(Outcome.LOST, Outcome.GAINED, Outcome.OTHER_WRONG, Outcome.OTHER);
    }
}
