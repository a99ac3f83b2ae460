package dev.sangam.sim.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.browser.Browser;
import dev.sangam.files.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    private static final String TINY = """
            name: tiny
            model: llama-3-8b
            classes:
              - {name: chat, ttft: 1s, tbt: 100ms}
              - {name: batch, ttlt: 10min}
            slos: ["ttft p90 < 1s", "tbt p99 < 100ms"]
            workload:
              class: chat
              rate: 8
              lengths: {prompt: {p50: 600, p90: 1500}, output: {p50: 20, p90: 60}, max_total: 4096}
              requests: 100
            plan:
              hardware: [h100, a100-80, a40]
              tensor_parallel: [1, 2]
              scheduler: [{policy: sarathi, token_budget: [256, 1024]}, {policy: vllm-v0}]
              max_sequences: [16, 64]
              requests: 150
              seeds: 2
              precision: 0.03
              sensitivity: [0.5, 2]
            """;

    private static final AtomicReference<Plan> KNOWN = new AtomicReference<>();

    @TempDir
    private Path folder;

    /** The plan of the tiny file, made once. */
    private Plan tiny() {
        Plan known = KNOWN.get();
        if (known == null) {
            known = plan(TINY, false, 2);
            KNOWN.set(known);
        }
        return known;
    }

    private static Question question(String yaml) {
        return Question.of(Section.parse("plan.yaml", yaml), Path.of(""));
    }

    private Plan plan(String yaml, boolean exhaustive, int threads) {
        try (LocalWorkers workers = new LocalWorkers(threads);
                Journal journal = Journal.open(folder, false)) {
            return new Planner(question(yaml), exhaustive, workers, journal, Watch.NONE).plan();
        }
    }

    @Test
    void aPrunedSearchFindsWhatAFullOneDoes() {
        Plan pruned = tiny();
        Plan full = plan(TINY, true, 2);
        assertThat(pruned.best().pools()).isEqualTo(full.best().pools());
        assertThat(pruned.groups().getFirst().ratio())
                .isEqualTo(full.groups().getFirst().ratio());
        assertThat(pruned.groups().getFirst().standings()).anyMatch(Standing.Beaten.class::isInstance);
    }

    @Test
    void theAnswerDoesNotDependOnHowManyWorkersThereAre() {
        assertThat(PlanJson.of(plan(TINY, false, 3))).isEqualTo(PlanJson.of(tiny()));
    }

    @Test
    void aSearchThatWasStoppedGoesOnWhereItWas() throws IOException {
        Plan whole = plan(TINY, false, 2);
        Path journal = folder.resolve(Journal.NAME);
        List<String> lines = new ArrayList<>(Files.readAllLines(journal));
        int half = lines.size() / 2;
        Files.write(journal, lines.subList(0, half));
        try (LocalWorkers workers = new LocalWorkers(1);
                Journal kept = Journal.open(folder, true)) {
            Plan resumed = new Planner(question(TINY), false, workers, kept, Watch.NONE).plan();
            assertThat(PlanJson.of(resumed)).isEqualTo(PlanJson.of(whole));
            assertThat(resumed.effort().reused()).isGreaterThanOrEqualTo(half);
        }
    }

    @Test
    void thePoolServesTheRateWithinTheGoals() {
        Plan.Pool pool = tiny().best().pools().getFirst();
        assertThat(pool.goals().get(0)).isLessThan(1);
        assertThat(pool.goals().get(1)).isLessThan(0.1);
        assertThat(pool.dollarsPerHour())
                .isEqualTo(pool.replicas() * pool.candidate().dollarsPerHour());
    }

    @Test
    void aLooserGoalNeverCostsMore() {
        double base = tiny().groups().getFirst().ratio().ratePerDollar();
        for (Plan.Sensitivity each : tiny().groups().getFirst().sensitivity()) {
            double changed = each.ratio().map(Plan.Measured::ratePerDollar).orElse(0.0);
            if (each.factor() > 1) {
                assertThat(changed).as(each.goal().toString()).isGreaterThanOrEqualTo(base);
            } else {
                assertThat(changed).as(each.goal().toString()).isLessThanOrEqualTo(base);
            }
        }
    }

    @Test
    void aSiloMayMixHardwareAndItsFileIsReadBack() {
        String silo = TINY.replace("class: chat\n  rate: 8", "mix: {chat: 3, batch: 1}\n  rate: 8")
                .replace("slos: [\"ttft p90 < 1s\", \"tbt p99 < 100ms\"]\n", "")
                .replace("sensitivity: [0.5, 2]", "sensitivity: []\n  pools: [shared, silo]");
        Plan plan = plan(silo, false, 2);
        assertThat(plan.layouts())
                .hasSize(2)
                .isSortedAccordingTo((a, b) -> Double.compare(a.dollarsPerHour(), b.dollarsPerHour()));
        for (Plan.Pools pools : plan.layouts()) {
            String yaml = BestFile.yaml(plan.question(), pools);
            Section root = Section.parse("best.yaml", yaml);
            var deployment = dev.sangam.sim.deployment.Deployment.of(
                    new dev.sangam.files.deployment.DeploymentFile(root, Path.of("")));
            assertThat(deployment.pool().gpus()).isEqualTo(pools.gpus());
            assertThat(deployment.pool().gpus() * deployment.pool().pricePerGpuHour())
                    .isCloseTo(pools.dollarsPerHour(), org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    @Test
    void impossibleGoalsSayWhatComesNearest() {
        assertThatThrownBy(() -> plan(TINY.replace("ttft p90 < 1s", "ttft p90 < 1ms"), false, 2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'ttft p90 < 1ms' is impossible")
                .hasMessageContaining("idle replica of h100 TP2")
                .hasMessageContaining("Maybe <");
    }

    @Test
    void aPageShowsTheAnswerAndItsFront() throws IOException, InterruptedException {
        Plan plan = tiny();
        Path page = folder.resolve("report.html");
        Files.writeString(page, PlanPage.of(plan));
        String dom = Browser.dom(page, folder);
        assertThat(dom).contains("data-plots=\"1\"", "uplot", "type=\"range\"");
        assertThat(dom)
                .as("the sliders at rest say what the search found")
                .contains(plan.best().pools().getFirst().replicas() + " x "
                        + plan.best().pools().getFirst().candidate().label());
    }
}
