package dev.sangam.measure.fidelity;

import static dev.sangam.measure.fidelity.Answers.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class OpenAnswersTest {
    private static SetFigures of(List<Prediction> base, List<Prediction> candidate) {
        return Comparison.of(base, candidate, List.of(), 1).allSets().orElseThrow();
    }

    @Test
    void theFinalAnswerIsFoundAsLmEvalFindsIt() {
        String text = "She pays $1,200.50 in 3 weeks.\n#### 1,200\nQuestion: what of 7?";

        assertThat(FinalAnswer.STRICT.in(text)).isEqualTo("1,200");
        assertThat(FinalAnswer.FLEXIBLE.in(text)).isEqualTo("7");
        assertThat(FinalAnswer.FLEXIBLE.in("so it is $18.")).isEqualTo("$18.");
        assertThat(FinalAnswer.STRICT.in("so it is 18")).isEqualTo(FinalAnswer.NONE);
        assertThat(FinalAnswer.FLEXIBLE.in("no idea")).isEqualTo(FinalAnswer.NONE);
        assertThat(FinalAnswer.STRICT.in("#### 1\n#### 2")).isEqualTo("1");
        assertThat(FinalAnswer.FLEXIBLE.in("minus -5")).isEqualTo("-5");
    }

    @Test
    void commasDollarsWorkingAndALastDotAreNoDifference() {
        assertThat(FinalAnswer.STRICT.right("#### 1,200.", "2 * 600 = 1200\n#### 1200"))
                .isTrue();
        assertThat(FinalAnswer.FLEXIBLE.right("It costs $18.", "18")).isTrue();
        assertThat(FinalAnswer.FLEXIBLE.right("It costs 18.0", "18")).isFalse(); // as lm-eval has it: no arithmetic
        assertThat(FinalAnswer.FLEXIBLE.same("nothing", "nothing else")).isTrue();
    }

    @Test
    void answersInWordsFlipByEitherWay() {
        SetFigures figures = of(
                List.of(open("a", "5", "It is 5"), open("b", "5", "#### 5"), open("c", "", "yes")),
                List.of(open("a", "5", "It is\n#### 5"), open("b", "5", "it is 6"), open("c", "", "no")));

        assertThat(figures.flips()).isEqualTo(new Flips(1, 1, 0, 0, 0, 0, 1));
        assertThat(figures.open().orElseThrow().strict()).contains(new Flips(0, 1, 1, 0, 0, 0, 0));
    }

    @Test
    void answersPartAtTheFirstTokenThatDiffers() {
        OpenFigures open = of(
                        List.of(open("a", "", "one two three four"), open("b", "", "one"), open("c", "", "x y")),
                        List.of(open("a", "", "one two tree four"), open("b", "", "one"), open("c", "", "x y z")))
                .open()
                .orElseThrow();

        assertThat(open.prefixes())
                .containsExactly(new CommonPrefix(2, 4), new CommonPrefix(1, 1), new CommonPrefix(1, 3));
        assertThat(open.identicalShare()).isEqualTo(1.0 / 3);
        assertThat(open.prefixLength()).isEqualTo(4.0 / 3);
        assertThat(open.prefixShare()).isCloseTo((0.5 + 1 + 1.0 / 3) / 3, Offset.offset(1e-12));
        assertThat(open.firstDivergence()).isEqualTo(2.5);
        assertThat(open.agreements()).isEqualTo(Map.of(1, 1.0, 2, 2.0 / 3, 4, 1.0 / 3));
    }

    @Test
    void withoutTokensWordsAreCompared() {
        Prediction.Open base = new Prediction.Open("s", "i", "q", Optional.empty(), "a b c", List.of());
        Prediction.Open candidate = new Prediction.Open("s", "i", "q", Optional.empty(), "a b d", List.of("1", "2"));
        OpenFigures open = of(List.of(base), List.of(candidate)).open().orElseThrow();

        assertThat(open.byTokens()).isFalse();
        assertThat(open.prefixes()).containsExactly(new CommonPrefix(2, 3));
    }

    @Test
    void tokensKnownAsNumbersAndAsTextsAreNotHeldAgainstEachOther() {
        Prediction.Open model = new Prediction.Open("s", "i", "q", Optional.empty(), "a b", List.of("17", "4"));
        Prediction.Open endpoint = new Prediction.Open("s", "i", "q", Optional.empty(), "a b", List.of("a", " b"));
        OpenFigures open = of(List.of(model), List.of(endpoint)).open().orElseThrow();

        assertThat(open.byTokens()).isFalse();
        assertThat(open.prefixes()).containsExactly(new CommonPrefix(2, 2));
    }

    @Test
    void emptyAnswersAreTheSame() {
        OpenFigures open = of(List.of(open("a", "", "")), List.of(open("a", "", "")))
                .open()
                .orElseThrow();

        assertThat(open.identical()).isEqualTo(1);
        assertThat(open.prefixShare()).isEqualTo(1);
        assertThat(open.firstDivergence()).isNaN();
        assertThat(open.agreements()).isEmpty();
    }
}
