package dev.sangam.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final List<String> GOALS = List.of(
            "ttft p90 < 2s",
            "scheduling_delay p99 <= 500ms",
            "scheduling_delay p50 <= 100ms",
            "chat: ttft p50 < 300ms",
            "report: ttlt max < 20s",
            "ttlt p95 < 10s",
            "attainment >= 90%",
            "violations <= 30%");
    private static final CapacityOptions COARSE =
            CapacityOptions.DEFAULT.withPrecision(0.05).withRates(0.01, 2000);

    /** Batches, policies, memory, pipelines and replicas of all kinds; the bound assumes nothing about them. */
    @Test
    void noCapacityIsAboveTheBound() {
        List<Double> shares = new ArrayList<>();
        Seeds.each(60, BoundsTest.class, random -> {
            Deployment deployment = RandomDeployments.any(random);
            Traffic traffic = Traffic.of(deployment.workload(), 20 + random.nextInt(200));
            List<Goal> goals = List.of(Goal.parse(
                    GOALS.get(random.nextInt(GOALS.size())),
                    deployment.workload().classNames()));
            CapacitySearch search = new CapacitySearch(traffic, goals, COARSE);
            double bound = search.upperRate(deployment);
            Capacity capacity = search.of(deployment, OptionalDouble.empty());
            assertThat(capacity.rate())
                    .as("%s under %s", goals, deployment.cluster().scheduler())
                    .isLessThanOrEqualTo(bound);
            if (Double.isFinite(bound)) {
                shares.add(capacity.rate() / bound);
            }
        });
        assertThat(shares).as("bounds that say something").hasSizeGreaterThan(8);
    }

    @Test
    void aBoundIsNotFarFromTheCapacityOfALongRun() {
        for (String policy : List.of("sarathi", "vllm-v0", "vllm-v1")) {
            Deployment deployment = RandomDeployments.of("""
                    model: llama-3.1-8b
                    hardware: a100-80
                    scheduler: {policy: %s}
                    workload: {requests: 1000, rate: 1, lengths: {prompt: {min: 500, max: 2500}, output: {min: 50, max: 300}}}
                    """.formatted(policy));
            CapacitySearch search = new CapacitySearch(
                    Traffic.of(deployment.workload(), 1000),
                    List.of(Goal.parse("scheduling_delay p99 < 5s", List.of())),
                    COARSE);
            double capacity = search.of(deployment, OptionalDouble.empty()).rate();
            assertThat(capacity / search.upperRate(deployment)).as(policy).isBetween(0.4, 1.0);
        }
    }

    @Test
    void aGoalOnGapsAloneBoundsNothing() {
        Deployment deployment = RandomDeployments.any(Seeds.random(1));
        List<Goal> goals =
                List.of(Goal.parse("tbt p99 < 1s", deployment.workload().classNames()));
        assertThat(new Bounds(Traffic.of(deployment.workload(), 50), goals, 0).upperRate(deployment))
                .isInfinite();
    }
}
