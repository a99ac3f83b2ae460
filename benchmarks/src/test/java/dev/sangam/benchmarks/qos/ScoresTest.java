package dev.sangam.benchmarks.qos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final long MS = 1_000_000;
    private static final Offset<Double> EXACT = within(1e-9);

    /** An overloaded pool: some of every class are late, some tokens too. */
    private static Deployment overloaded() {
        String yaml = """
                name: overloaded
                model: llama-3.1-8b
                hardware: a100-80
                scheduler: {policy: sarathi, token_budget: 512, max_sequences: 32}
                classes:
                  - {name: interactive, ttft: 800ms, tbt: 30ms}
                  - {name: medium, ttlt: 8s}
                workload:
                  requests: 400
                  streams:
                    - name: a
                      class: interactive
                      rate: 6
                      low_priority: {share: 0.2, priority: 1}
                      lengths: {prompt: {p50: 700, p90: 2000}, output: {p50: 100, p90: 200}, max_total: 4096}
                    - name: b
                      class: medium
                      rate: 3
                      lengths: {prompt: {p50: 700, p90: 2000}, output: {p50: 100, p90: 200}, max_total: 4096}
                """;
        return Deployment.of(new DeploymentFile(Section.parse("overloaded", yaml), Path.of("")));
    }

    @Test
    void theClientsFiguresAreThoseOfTheProductForTheSameTokenTimes() {
        Deployment deployment = overloaded();
        Workload workload = deployment.workload().generate(7);
        Summary expected = Simulation.run(deployment, workload, 1, ReplicaListener.NONE, arrived -> {})
                .summary();

        Scores scores = Scores.of(workload, Simulated.run(deployment, workload));

        assertThat(expected.all().attained()).isBetween(1, workload.size() - 1);
        assertThat(scores.makespanSeconds()).isCloseTo(expected.makespan(), EXACT);
        assertThat(scores.goodput()).isCloseTo(expected.all().goodput(), EXACT);
        assertThat(scores.classes()).hasSize(expected.classes().size());
        for (int i = 0; i < scores.classes().size(); i++) {
            Scores.Group group = scores.classes().get(i);
            ClassSummary same = expected.classes().get(i);
            assertThat(group.name()).isEqualTo(same.name());
            assertThat(group.requests()).isEqualTo(same.requests());
            assertThat(group.attained()).isEqualTo(same.attained());
            assertSame(group.ttft(), same.ttft());
            assertSame(group.ttlt(), same.ttlt());
            assertThat(group.tbt().count()).isEqualTo(same.tbt().count());
            assertThat(group.tbt().mean()).isCloseTo(same.tbt().mean(), EXACT);
            if (same.name().equals("interactive")) {
                assertThat(same.fluidity().mean()).isBetween(0.1, 0.999);
                assertThat(group.fluidity()).isCloseTo(same.fluidity().mean(), EXACT);
            }
        }
        assertThat(scores.important().requests()).isEqualTo((int) IntStream.range(0, workload.size())
                .filter(i -> workload.priority(i) == 0)
                .count());
    }

    private static void assertSame(Stat actual, Stat expected) {
        assertThat(actual.count()).isEqualTo(expected.count());
        assertThat(actual.mean()).isCloseTo(expected.mean(), EXACT);
        assertThat(actual.p99()).isCloseTo(expected.p99(), EXACT);
    }

    @Test
    void anAnswerCountsFromWhenItWasToBeSent() {
        Slo slo = new Slo.Interactive(100 * MS, 10 * MS);
        long[] tokens = {105 * MS, 110 * MS};

        assertThat(Scores.attained(slo, new Answer(0, 20 * MS, tokens, true, false, "")))
                .isFalse();
        assertThat(Scores.attained(slo, new Answer(20 * MS, 20 * MS, tokens, true, false, "")))
                .isTrue();
    }

    @Test
    void anAnswerThatIsNotWholeAttainsNothing() {
        Answer broken = new Answer(0, 0, new long[] {MS}, false, false, "1 of 2 tokens");

        for (Slo slo : List.of(new Slo.Interactive(MS, MS), new Slo.NonInteractive(MS), new Slo.BestEffort())) {
            assertThat(Scores.attained(slo, broken)).isFalse();
        }
    }
}
