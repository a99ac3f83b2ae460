package dev.sangam.sim.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.sim.report.RunResult;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private static final String COMMON = """
            model: llama-3-8b
            hardware: a100-80
            batch_time: niyama-regression
            router: round-robin
            scheduler: {policy: sarathi, token_budget: 256}
            classes:
              - {name: quick, ttft: 6s, tbt: 50ms}
              - {name: slow, ttlt: 600s}
              - {name: slowest, ttlt: 1800s}
            workload:
              requests: 300
              streams:
                - {name: a, class: quick, rate: 2, lengths: {prompt: 900, output: 20}}
                - {name: b, class: slow, rate: 2, lengths: {prompt: 900, output: 20}}
                - {name: c, class: slowest, rate: 2, lengths: {prompt: 900, output: 20}}
            """;
    private static final String SILO = COMMON + """
            pools:
              - {name: first, replicas: 2, classes: [quick]}
              - {name: second, replicas: 1, classes: [slow], scheduler: {policy: sarathi, token_budget: 2048}}
              - {name: rest, replicas: 3}
            """;

    private static Deployment deployment(String yaml) {
        return Deployment.of(new DeploymentFile(Section.parse("d.yaml", yaml), Path.of("")));
    }

    private static RunResult run(String yaml) {
        Deployment d = deployment(yaml);
        return Simulation.run(d, d.workload().generate(3), 3, ReplicaListener.NONE, i -> {});
    }

    @Test
    void aRequestIsServedByThePoolOfItsClass() {
        RunResult result = run(SILO);
        Workload workload = result.workload();
        RequestLog log = result.run().requests();
        int[][] replicasOf = {{0, 1}, {2}, {3, 4, 5}};
        for (int i = 0; i < workload.size(); i++) {
            int pool = switch (workload.qos(i).name()) {
                case "quick" -> 0;
                case "slow" -> 1;
                default -> 2;
            };
            assertThat(replicasOf[pool]).contains(log.replica(i));
        }
        assertThat(IntStream.range(0, workload.size()).map(log::replica).distinct())
                .as("replicas in use")
                .hasSize(6);
        assertThat(result.summary().completed()).isEqualTo(300);
    }

    @Test
    void poolsAreSummedUpAndOverrideWhatTheFileSays() {
        Deployment d = deployment(SILO);
        assertThat(d.replicas()).isEqualTo(6);
        assertThat(d.pool().gpus()).isEqualTo(6);
        assertThat(run(SILO).summary().gpus()).isEqualTo(6);
        assertThat(d.pools())
                .extracting(pool -> pool.replicas().scheduler())
                .extracting(SchedulerConfig::maxBatchTokens)
                .containsExactly(256, 2048, 256);
        assertThat(run(SILO).facts())
                .extracting(fact -> fact.label() + " " + fact.value())
                .anySatisfy(fact -> assertThat(fact).contains("pool second serves slow on 1 replica"))
                .anySatisfy(fact -> assertThat(fact).contains("pool rest serves all others on 3 replicas"));
    }

    @Test
    void onePoolForAllIsTheSameAsNoPools() {
        String one = "pools: [{name: shared, replicas: 2, router: power-of-two}]\n";
        String none = "replicas: 2\n";
        assertThat(run(COMMON + one).summary())
                .isEqualTo(run(COMMON.replace("round-robin", "power-of-two") + none)
                        .summary());
    }

    @Test
    void whatMakesNoSenseIsRefusedWithAdvice() {
        refuses("pools: [{name: a, classes: [quik]}, {name: b}]", "pools[0].classes has 'quik'", "Maybe quick");
        refuses(
                "pools: [{name: a, classes: [quick]}]",
                "pools have none for class 'slow'",
                "Maybe leave 'classes' out");
        refuses(
                "pools: [{name: a, classes: [quick]}, {name: b, classes: [quick, slow]}, {name: c}]",
                "pool 'a' serves too");
        refuses("pools: [{name: a}, {name: b}]", "only one may serve all others");
        refuses("pools: [{name: a, classes: [quick]}, {name: a}]", "'a' a second time");
        refuses("pools: [{name: a, classes: []}]", "pools[0].classes is empty");
        refuses("pools: [{replicas: 2}]", "pools[0].name is missing");
        refuses("pools: [{name: a, replicas: 0}]", "pools[0].replicas is 0");
        refuses("pools: [{name: a, hardware: h1000}]", "pools[0].hardware is 'h1000'");
        refuses("pools: [{name: a, hardwear: h100}]", "pools[0].hardwear is not a key known here");
        refuses("pools: []", "pools has 0 pools");
        refuses("pools: 3", "pools is 3; it must be a list");
        refuses("replicas: 2\npools: [{name: a}]", "replicas is given beside pools");
    }

    private static void refuses(String pools, String... parts) {
        assertThatThrownBy(() -> deployment(COMMON + pools + "\n"))
                .as(pools)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("d.yaml:")
                .hasMessageContainingAll(parts);
    }
}
