package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    private static final String PLAN = Cli.TINY
                    .replace("hardware: a100-80\n", "")
                    .replace("scheduler: {policy: sarathi, token_budget: 512}\n", "")
                    .replace("ttft p99 < 5s", "ttft p90 < 1s")
            + """
            plan:
              hardware: [h100, a100-80]
              tensor_parallel: 1
              scheduler: {policy: sarathi, token_budget: [256, 1024]}
              requests: 60
              seeds: 2
              precision: 0.05
              sensitivity: [0.5]
            """;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
    }

    private Cli.Outcome plan(String yaml, String... options) {
        List<String> args = new ArrayList<>(List.of(
                "plan", cli.file("p.yaml", yaml).toString(), "--out", cli.out().toString()));
        args.addAll(List.of(options));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void theDeploymentThatIsFoundCanBeSimulatedAndMeetsItsGoals() {
        Cli.Outcome outcome = plan(PLAN, "--rate", "40").succeeds();
        assertThat(outcome.out()).contains("cheapest: $", "what a goal costs", "best.yaml", "report.html");
        assertThat(cli.names())
                .contains("out/best.yaml", "out/plan.json", "out/report.html", "out/configurations.parquet")
                .contains("out/points.parquet", "out/journal.jsonl");
        Cli.Outcome simulated = Cli.run(
                "simulate",
                cli.out().resolve("best.yaml").toString(),
                "--gate",
                "--tables",
                "none",
                "--out",
                folder.resolve("sim").toString());
        simulated.succeeds();
        assertThat(simulated.out()).contains("goal      ttft p90 < 1s").contains("met");
    }

    @Test
    void aSecondSearchReusesTheFirstAndSaysTheSame() throws IOException {
        plan(PLAN).succeeds();
        byte[] first = Files.readAllBytes(cli.out().resolve("plan.json"));
        Cli.Outcome again = plan(PLAN).succeeds();
        assertThat(again.out()).contains("results of an earlier search");
        assertThat(Files.readAllBytes(cli.out().resolve("plan.json"))).isEqualTo(first);
        assertThat(plan(PLAN, "--afresh").succeeds().out()).doesNotContain("earlier search");
        assertThat(Files.readAllBytes(cli.out().resolve("plan.json"))).isEqualTo(first);
    }

    @Test
    void severalFilesShowWhatCarryingCosts() {
        Path other =
                cli.file("q.yaml", PLAN.replace("name: tiny", "name: long").replace("prompt: 200", "prompt: 3000"));
        Cli.Outcome outcome = plan(PLAN, other.toString()).succeeds();
        assertThat(outcome.out()).contains("the best of", "serves long", "1.00 x");
        assertThat(cli.names()).contains("out/plan-tiny/best.yaml", "out/plan-long/report.html", "out/report.html");
    }

    @Test
    void recordedTrafficIsPlannedFor() {
        Path trace = folder.resolve("traffic.csv");
        Cli.run(
                        "simulate",
                        cli.file("s.yaml", Cli.TINY).toString(),
                        "--write-workload",
                        trace.toString(),
                        "--out",
                        folder.resolve("sim").toString())
                .succeeds();
        assertThat(plan(PLAN, "--from", trace.toString()).succeeds().out()).contains("cheapest: $");
    }

    @Test
    void badSpacesSayWhatIsImpossibleAndWhatWorks() {
        plan(PLAN, "--hardware", "h100,h1000")
                .refuses("--hardware", "'h1000'", "not in the catalogue", "Maybe", "h100");
        plan(PLAN, "--slo", "ttft p90 < 1ms").refuses("'ttft p90 < 1ms' is impossible", "idle replica", "Maybe <");
        plan(PLAN, "--model", "llama-3-70b").refuses("none of the 4 configurations", "does not fit h100", "Maybe");
        plan(PLAN, "--set", "plan.scheduler=[]").refuses("plan.scheduler", "empty list");
        plan(PLAN, "--set", "plan.max_sequences={from: 9, to: 3, step: 1}").refuses("from 9 to 3, which is empty");
        plan(PLAN, "--set", "plan.max_replicas=1", "--rate", "5000").refuses("plan.max_replicas is 1", "Maybe");
        plan(PLAN, "--rate", "-1").refuses("plan.rate is -1");
        plan(PLAN.replace("slos: [\"ttft p90 < 1s\"]\n", "").replace("class: chat, ", ""))
                .refuses("neither slos nor a class", "Maybe slos");
    }
}
