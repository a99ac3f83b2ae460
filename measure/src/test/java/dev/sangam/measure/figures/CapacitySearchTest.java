package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import dev.sangam.files.deployment.Goal;
import dev.sangam.measure.figures.CapacitySearch.Answer;
import dev.sangam.measure.figures.CapacitySearch.End;
import dev.sangam.measure.figures.CapacitySearch.Plan;
import dev.sangam.measure.figures.CapacitySearch.Probe;
import dev.sangam.measure.figures.CapacitySearch.Result;
import dev.sangam.measure.figures.CapacitySearch.Verdict;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacitySearchTest {
    private static Plan plan(double start) {
        return new Plan(start, 0.01, 1000, CapacitySearch.TOLERANCE, 60);
    }

    private static Verdict verdict(Answer answer) {
        return new Verdict(answer, "as made up");
    }

    private static Probe upTo(double capacity) {
        return (rate, number) -> verdict(rate <= capacity ? Answer.SUSTAINED : Answer.OVERLOADED);
    }

    @Test
    void theCapacityIsFoundToTheToleranceFromAnyStart() {
        Seeds.each(300, getClass(), random -> {
            double capacity = Math.exp(random.nextDouble(Math.log(0.02), Math.log(900)));
            double start = Math.exp(random.nextDouble(Math.log(0.02), Math.log(900)));
            Result result = CapacitySearch.search(upTo(capacity), plan(start));
            assertThat(result.end()).isEqualTo(End.FOUND);
            assertThat(result.capacity()).isLessThanOrEqualTo(capacity);
            assertThat(result.overloaded()).isGreaterThan(capacity);
            assertThat(result.overloaded() / result.capacity()).isLessThanOrEqualTo(1.025 + 1e-9);
            assertThat(result.steps()).hasSizeLessThan(30);
            assertThat(result.steps().stream().filter(s -> s.requestsPerSecond() == result.capacity()))
                    .as("confirmed")
                    .hasSize(2);
        });
    }

    @Test
    void aSearchEndsAtItsBounds() {
        Result high = CapacitySearch.search(upTo(5000), plan(3));
        assertThat(high.end()).isEqualTo(End.ABOVE_HIGHEST);
        assertThat(high.capacity()).isEqualTo(1000);
        assertThat(high.overloaded()).isInfinite();
        Result low = CapacitySearch.search(upTo(0.001), plan(3));
        assertThat(low.end()).isEqualTo(End.BELOW_LOWEST);
        assertThat(low.capacity()).isZero();
        assertThat(CapacitySearch.search(upTo(5), new Plan(1, 0.1, 100, 0.01, 4))
                        .end())
                .isEqualTo(End.OUT_OF_PROBES);
        assertThatThrownBy(() -> new Plan(1, 2, 3, 0.1, 5)).hasMessageContaining("must rise");
    }

    @Test
    void aGeneratorThatCannotTellEndsTheSearchWithWhatIsKnown() {
        Probe probe = (rate, number) -> verdict(rate <= 100 ? Answer.SUSTAINED : Answer.UNDECIDED);
        Result result = CapacitySearch.search(probe, plan(10));
        assertThat(result.end()).isEqualTo(End.GENERATOR);
        assertThat(result.capacity()).isEqualTo(80);
    }

    @Test
    void aRateThatIsNotConfirmedIsNotBelieved() {
        // Sustained by luck, on the first of its probes only.
        Probe lucky =
                (rate, number) -> verdict(rate < 8 || (rate == 8 && number < 4) ? Answer.SUSTAINED : Answer.OVERLOADED);
        Result result = CapacitySearch.search(lucky, plan(1));
        assertThat(result.end()).isEqualTo(End.FOUND);
        assertThat(result.capacity()).isBetween(8 / 1.026, 8.0);
        assertThat(result.overloaded()).isEqualTo(8);
    }

    @Test
    void aQueueHasTheCapacityThatItsLatencyGoalAllows() {
        // One server, exponential service of 100 ms: the wait until the end of service is exponential with rate 10 - x,
        // so that p99
        // <= 1 s up to x = 10 - ln 100 = 5.4 requests/s.
        SloSettings slos = SloSettings.of(List.of(Goal.parse("ttft p99 < 1s", List.of())));
        Probe probe = (rate, number) ->
                CapacitySearch.judge(RunSummary.of(Runs.queue(Seeds.random(number + 1), 20_000, rate, 100), slos));
        Result result = CapacitySearch.search(probe, plan(1));
        assertThat(result.end()).isEqualTo(End.FOUND);
        assertThat(result.capacity()).isCloseTo(5.4, within(0.5));
        assertThat(result.steps().getFirst().verdict().reason()).startsWith("ttft p99 is ");
    }

    @Test
    void aBacklogThatGrowsIsOverloadEvenWhenGoalsAreStillMet() {
        RunRecord run = Runs.queue(Seeds.random(1), 600, 15, 100);
        SloSettings slos = SloSettings.of(List.of(Goal.parse("ttft p99 < 1000s", List.of())));
        Verdict verdict = CapacitySearch.judge(RunSummary.of(run, slos));
        assertThat(verdict.answer()).isEqualTo(Answer.OVERLOADED);
        assertThat(verdict.reason()).startsWith("the endpoint was over-saturated");
    }

    @Test
    void aBusyGeneratorDecidesNothing() {
        RunRecord run = Runs.queue(Seeds.random(1), 600, 1, 100);
        RunFacts busy = Runs.with(run.facts(), 0, 2 * run.facts().nanos());
        RunSummary summary = RunSummary.of(new RunRecord(busy, run.labels(), run.requests()), SloSettings.AS_RECORDED);
        assertThat(CapacitySearch.judge(summary).answer()).isEqualTo(Answer.UNDECIDED);
    }
}
