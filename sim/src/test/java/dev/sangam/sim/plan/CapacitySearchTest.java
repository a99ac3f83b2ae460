package dev.sangam.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.plan.Capacity.Outcome;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CapacitySearchTest {
    private static final Deployment DEPLOYMENT = RandomDeployments.of("""
            model: llama-3.1-8b
            hardware: a100-80
            scheduler: {policy: sarathi}
            workload: {requests: 100, rate: 3, lengths: {prompt: {min: 100, max: 2000}, output: {min: 10, max: 100}}}
            """);
    private static final Traffic TRAFFIC = Traffic.of(DEPLOYMENT.workload(), 200);
    private static final CapacityOptions OPTIONS = CapacityOptions.DEFAULT.withPrecision(0.02);

    private static Goal goal(String text) {
        return Goal.parse(text, List.of());
    }

    private static Capacity capacity(String goal, CapacityOptions options, OptionalDouble hint) {
        return new CapacitySearch(TRAFFIC, List.of(goal(goal)), options).of(DEPLOYMENT, hint);
    }

    @Test
    void theGoalIsMetAtTheCapacityAndMissedJustAbove() {
        Capacity capacity = capacity("ttft p90 < 1s", OPTIONS, OptionalDouble.empty());
        assertThat(capacity.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(capacity.upperBound() / capacity.rate()).isBetween(1.0, 1.021);
        assertThat(ttft(capacity.rate())).isLessThan(1);
        assertThat(ttft(capacity.upperBound())).isGreaterThanOrEqualTo(1);
        assertThat(capacity.summary()).extracting(s -> s.all().ttft().p90()).isEqualTo(ttft(capacity.rate()));
        assertThat(capacity.notes()).isEmpty();
    }

    private static double ttft(double rate) {
        Summary summary = Simulation.run(DEPLOYMENT, TRAFFIC.at(rate, 0), 0, ReplicaListener.NONE, arrived -> {})
                .summary();
        return summary.all().ttft().p90();
    }

    @Test
    void theCapacityDoesNotDependOnWhereTheSearchStartsNorOnEarlyAborts() {
        double rate = capacity("ttft p90 < 1s", OPTIONS, OptionalDouble.empty()).rate();
        for (double hint : new double[] {rate / 20, rate / 1.01, rate, rate * 1.01, rate * 20}) {
            assertThat(capacity("ttft p90 < 1s", OPTIONS, OptionalDouble.of(hint))
                            .rate())
                    .as("hint %s", hint)
                    .isEqualTo(rate);
        }
        assertThat(capacity("ttft p90 < 1s", OPTIONS.withoutEarlyAbort(), OptionalDouble.empty())
                        .rate())
                .isEqualTo(rate);
    }

    @Test
    void aGoodHintSavesSimulations() {
        Capacity cold = capacity("ttft p90 < 1s", OPTIONS, OptionalDouble.empty());
        Capacity warm = capacity("ttft p90 < 1s", OPTIONS, OptionalDouble.of(cold.rate()));
        assertThat(warm.probes()).hasSizeLessThan(cold.probes().size());
    }

    @Test
    void aGoalThatNoRateMeetsLeavesNoCapacity() {
        Capacity capacity = capacity("ttft p50 < 1ms", OPTIONS.withRates(0.1, 100), OptionalDouble.empty());
        assertThat(capacity.outcome()).isEqualTo(Outcome.NONE);
        assertThat(capacity.rate()).isZero();
        assertThat(capacity.summary()).isNull();
        assertThat(capacity.probes()).last().extracting(Probe::missed).isEqualTo(goal("ttft p50 < 1ms"));
    }

    @Test
    void aGoalThatEveryRateMeetsHasNoLimit() {
        Capacity capacity = capacity("tbt p99 < 10s", OPTIONS.withRates(0.1, 50), OptionalDouble.empty());
        assertThat(capacity.outcome()).isEqualTo(Outcome.UNLIMITED);
        assertThat(capacity.rate()).isBetween(49.0, 50.0);
    }

    @Test
    void severalSeedsGiveAnInterval() {
        Capacity capacity = capacity("ttft p90 < 1s", OPTIONS.withSeeds(4), OptionalDouble.empty());
        assertThat(capacity.perSeed()).hasSize(4);
        assertThat(capacity.perSeed().stream().distinct().count()).isGreaterThan(1);
        assertThat(capacity.rate()).isStrictlyBetween(capacity.lowerBound(), capacity.upperBound());
        assertThat(capacity.perSeed().getFirst())
                .isEqualTo(capacity("ttft p90 < 1s", OPTIONS, OptionalDouble.empty())
                        .rate());
    }

    @Test
    void aRequestThatNeverFitsIsSaid() {
        Deployment small = RandomDeployments.of("""
                model: llama-3.1-8b
                hardware: a100-80
                kv_cache: {blocks: 10}
                workload: {requests: 5, rate: 1, lengths: {prompt: 1000, output: 10}}
                """);
        CapacitySearch search =
                new CapacitySearch(Traffic.of(small.workload(), 5), List.of(goal("ttft p90 < 1s")), OPTIONS);
        assertThatThrownBy(() -> search.of(small, OptionalDouble.empty()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("can never be served");
    }

    @Test
    void requestsThatArriveAtOnceHaveNoRate() {
        Deployment atOnce = RandomDeployments.of("""
                model: llama-3.1-8b
                hardware: a100-80
                workload: {requests: 5, arrivals: {process: static}, lengths: {prompt: 10, output: 10}}
                """);
        assertThatThrownBy(() -> Traffic.of(atOnce.workload(), 5))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("arrive at once");
    }
}
