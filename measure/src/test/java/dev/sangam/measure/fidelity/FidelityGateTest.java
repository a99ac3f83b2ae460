package dev.sangam.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FidelityGateTest {
    private static final Comparison ANSWERS = answers();

    private static Comparison answers() {
        List<Prediction> base = Answers.choices(100, Seeds.random(1));
        return Comparison.of(base, Answers.noisy(base, 0.4, Seeds.random(2)), List.of(), 1);
    }

    private static void refused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flips<2%",
                "kl<0.01",
                "mmlu: flips<=2%",
                "accuracy-drop<1%",
                "accuracy-drop<-0.5%",
                "same-top>=98%",
                "mcnemar-p>0.05",
                "ppl-ratio<1.01",
                "kl-p99.9<0.5",
                "C:\\texts\\wiki.txt: kl<0.1"
            })
    void aGateReadsAsItIsWritten(String text) {
        assertThat(FidelityGate.parse(" " + text + " ")).hasToString(text);
    }

    @Test
    void spacesAndFractionsAreFine() {
        assertThat(FidelityGate.parse("mmlu : flips < 0.02")).hasToString("mmlu: flips<2%");
    }

    @Test
    void whatIsNoGateIsRefusedWithAdvice() {
        refused(() -> FidelityGate.parse("flips"), "'flips' is no gate", "flips<2%");
        refused(() -> FidelityGate.parse("flip<2%"), "there is no figure 'flip'. Maybe", "flips");
        refused(() -> FidelityGate.parse("flips<2"), "between 0 and 1", "Maybe 2%");
        refused(() -> FidelityGate.parse("kl<1%"), "kl is not a share");
    }

    @Test
    void everyFigureHasAnIdOfItsOwnAndADefinition() {
        assertThat(FidelityFigure.values()).extracting(FidelityFigure::id).doesNotHaveDuplicates();
        assertThat(FidelityFigure.values()).allSatisfy(figure -> {
            assertThat(figure.definition()).endsWith(".");
            assertThat(FidelityGate.parse(figure.id() + "<0.5").figure()).isEqualTo(figure);
        });
    }

    @Test
    void gatesAreJudgedByTheirFigures() {
        assertThat(FidelityGate.parse("flips<100%").judge(ANSWERS).met()).isTrue();
        assertThat(FidelityGate.parse("mmlu: flips<=0%").judge(ANSWERS))
                .matches(judged -> !judged.met() && judged.value() > 0);
        assertThat(FidelityGate.parse("agreement>=0.5").judge(ANSWERS).met()).isTrue();
    }

    @Test
    void aFigureThatTheRunLacksIsRefusedWithWhatItNeeds() {
        refused(() -> FidelityGate.parse("kl<1").judge(ANSWERS), "kl needs a text", "Maybe option-kl");
        refused(() -> FidelityGate.parse("identical>0.5").judge(ANSWERS), "answered in words");
        refused(() -> FidelityGate.parse("mmul: flips<1%").judge(ANSWERS), "no set or text 'mmul'. Maybe mmlu");
    }

    @Test
    void gatesAreRefusedBeforeAnythingIsAsked() {
        Item choice = new Item.Choice("a", "q", List.of("x", "y"), OptionalInt.empty(), "q", List.of(" x", " y"));
        Item open = new Item.Open("b", "q", "q", false, Optional.empty(), List.of(), 5);
        List<ItemSet> sets = List.of(new ItemSet("own", List.of(choice)), new ItemSet("prompts", List.of(open)));

        Stream.of("agreement>90%", "own: option-kl<1", "prompts: identical>0.5", "wiki: kl<0.1", "kl<0.1")
                .forEach(gate -> FidelityGate.parse(gate).requireMeasurable(sets, List.of("wiki")));
        refused(
                () -> FidelityGate.parse("flips<2%").requireMeasurable(sets, List.of()),
                "flips needs items with a known right answer, and there is none");
        refused(
                () -> FidelityGate.parse("own: identical>50%").requireMeasurable(sets, List.of()),
                "own is or has none");
        refused(() -> FidelityGate.parse("kl<0.1").requireMeasurable(sets, List.of()), "needs a text");
        refused(() -> FidelityGate.parse("wiki: flips<2%").requireMeasurable(sets, List.of("wiki")), "wiki");
    }
}
