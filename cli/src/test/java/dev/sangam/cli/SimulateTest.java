package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SimulateTest {
    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(folder);
    }

    @Test
    void theDemoRunsWithoutAFile() {
        var demo = Cli.run("simulate", "--duration", "2min", "--out", cli.out().toString())
                .succeeds();

        assertThat(demo.out())
                .contains("mixed-hour", "Llama-3.1-8B", "agent", "code", "chat", "batch", "in SLO", "goodput")
                .endsWith("results   " + cli.out().resolve("report.html") + System.lineSeparator());
        assertThat(Cli.contents(cli.out()).keySet())
                .containsExactly(
                        "report.html", "requests.parquet", "steps.parquet", "summary.json", "timeseries.parquet");
    }

    @ParameterizedTest
    @CsvSource({"my pool,my-pool", "<b>x</b>,b-x-b", "名前,run", "--,run", "..,run", "a.b_c,a.b_c"})
    void theFolderIsNamedAfterTheRunInPlainLetters(String name, String folderName) {
        assertThat(new OutputOptions().folder(name)).isEqualTo(Path.of("runs", folderName));
    }

    @Test
    void theReferenceDeploymentRunsAndIsJudgedByItsGoals() {
        Path reference = Path.of(System.getProperty("sangam.root"), "docs", "deployment.yaml");

        var run = cli.simulateFile(reference, "--duration", "30s").succeeds();

        assertThat(run.out()).contains("goal      ttft p99 < 5s", "goal      chat: tbt p99 < 100ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sarathi", "vllm-v0", "vllm-v1", "orca", "faster-transformer", "lightllm"})
    void everyPolicyServesEveryRequest(String policy) {
        var run = cli.tiny("--policy", policy, "--json");

        JsonNode summary = JsonMapper.shared().readTree(run.out());
        assertThat(summary.at("/run/completed_requests").asInt()).isEqualTo(20);
        assertThat(summary.at("/run/output_tokens").asInt()).isEqualTo(200);
        assertThat(run.out()).contains("\"value\" : \"" + policy);
    }

    @Test
    void anIngredientOfNiyamaIsChangedOnTheCommandLine() {
        String niyama = Cli.TINY.replace("{policy: sarathi, token_budget: 512}", "{policy: niyama}");
        cli.simulate(niyama, "--set", "scheduler.alpha=8ms", "--set", "scheduler.relegation=false")
                .succeeds();
        cli.simulate(niyama, "--set", "scheduler.alpha=soon")
                .refuses("--set scheduler.alpha=soon", "it must be a positive duration");
        cli.simulate(niyama, "--set", "scheduler.order=edf", "--set", "scheduler.alpha=8ms")
                .refuses("scheduler.alpha is given, but only the order hybrid has one");
    }

    @ParameterizedTest
    @CsvSource({
        "round-robin",
        "random",
        "least-outstanding",
        "power-of-two",
        "prefix-affinity",
        "slack",
        "vidur-lor",
    })
    void everyRouterUsesEveryReplica(String router) {
        cli.tiny("--set", "router=" + router, "--replicas", "3", "--rate", "60", "--tables", "csv")
                .succeeds();

        assertThat(cli.text("out/requests.csv")
                        .lines()
                        .skip(1)
                        .map(row -> row.split(",", -1)[8])
                        .distinct())
                .containsExactlyInAnyOrder("0", "1", "2");
    }

    @Test
    void jsonIsTheSummaryFileAndNothingElse() {
        var run = cli.tiny("--json");

        assertThat(run.out()).isEqualTo(cli.text("out/summary.json"));
        JsonNode summary = JsonMapper.shared().readTree(run.out());
        assertThat(summary.get("schema").asString()).isEqualTo("sangam.summary/1");
        assertThat(run.err()).contains("goal      ttft p99 < 5s").contains("met");
    }

    @Test
    void aMissedGoalEndsWithThreeOnlyWhenGated() {
        String[] hard = {"--set", "slos=['chat: ttft p50 < 1ms']"};

        var free = cli.tiny(hard);
        assertThat(free.status()).isZero();
        assertThat(free.out()).contains("chat: ttft p50 < 1ms", "MISSED, it is");
        assertThat(cli.tiny(hard[0], hard[1], "--gate").status()).isEqualTo(3);
        assertThat(cli.out().resolve("summary.json")).exists();
        assertThat(cli.tiny("--gate").status()).isZero();
    }

    @Test
    void severalSeedsGiveIntervalsAndAFile() {
        var table = cli.tiny("--seeds", "3").succeeds();
        assertThat(table.out()).contains("3 seeds: 1, 2, 3", "95 % confidence", "+-");

        JsonNode seeds = JsonMapper.shared().readTree(cli.text("out/seeds.json"));
        JsonNode json =
                JsonMapper.shared().readTree(cli.tiny("--seeds", "3", "--json").out());
        assertThat(json).isEqualTo(seeds);
        assertThat(seeds.at("/figures/2/known_seeds").asInt()).isEqualTo(3);
        assertThat(seeds.at("/figures/2/min").asDouble())
                .isLessThan(seeds.at("/figures/2/max").asDouble());

        cli.tiny();
        assertThat(cli.out().resolve("seeds.json")).doesNotExist();
    }

    @Test
    void theTraceIsGzippedJson() throws IOException {
        cli.tiny("--trace").succeeds();

        try (var in = new GZIPInputStream(
                new ByteArrayInputStream(Files.readAllBytes(cli.out().resolve("trace.json.gz"))))) {
            JsonNode trace = JsonMapper.shared().readTree(in);
            assertThat(trace.get("traceEvents").size()).isGreaterThan(100);
        }
    }

    @Test
    void theReportAsksNobodyForAnything() {
        cli.tiny().succeeds();

        assertThat(cli.text("out/report.html").replaceAll("(?s)<!--.*?-->|<script.*?</script>", ""))
                .contains("default-src 'none'")
                .doesNotContain("http:", "https:", "src=", "url(");
    }

    @Test
    void optionsChangeTheDeploymentAndSetHasTheLastWord() {
        var run = cli.tiny(
                        "--model",
                        "qwen2.5-7b",
                        "--hardware",
                        "h100",
                        "--replicas",
                        "2",
                        "--policy",
                        "vllm-v1",
                        "--set",
                        "scheduler.token_budget=1024",
                        "--requests",
                        "7",
                        "--set",
                        "replicas=3",
                        "--set",
                        "name=changed",
                        "--seed",
                        "5")
                .succeeds();

        assertThat(run.out())
                .startsWith("changed\n")
                .contains(
                        "Qwen/Qwen2.5-7B",
                        "3 replicas of 1 x h100",
                        "token budget 1024",
                        "7 requests",
                        "seed          5");
    }

    @Test
    void pathsInTheFileCountFromItsFolder() throws IOException {
        Files.createDirectory(cli.path("sub"));
        cli.file("sub/t.csv", "arrived_at,num_prefill_tokens,num_decode_tokens\n0,10,3\n");
        Path file = cli.file("sub/d.yaml", Cli.TINY.replaceFirst("workload: .*", "workload: {trace: t.csv}"));

        assertThat(cli.simulateFile(file).succeeds().out()).contains("1 completed");
    }

    @Test
    void requestsLongerThanTheModelsContextAreCounted() {
        assertThat(cli.tiny("--set", "workload.lengths.prompt=9000").succeeds().out())
                .contains("20 requests", "20 of them longer than the model's context of 8,192 tokens");
        assertThat(cli.tiny().out()).doesNotContain("longer than");
    }
}
