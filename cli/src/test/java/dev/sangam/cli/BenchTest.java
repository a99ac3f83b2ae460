package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFile;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.target.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sangam bench} and its subcommands, against a server whose answers are known. */
@Timeout(60)
final class BenchTest {
    /** Short answers, so that a run takes a second or two. */
    private static final List<String> SHORT =
            List.of("--prompt-tokens", "20", "--output-tokens", "5", "--warmup", "0s", "--quiet");

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
    }

    private Cli.Outcome bench(BenchTarget target, String out, String... options) {
        List<String> args = new ArrayList<>(List.of("bench", target.url()));
        args.addAll(SHORT);
        args.addAll(List.of("--out", cli.path(out).toString()));
        args.addAll(List.of(options));
        return Cli.run(args.toArray(String[]::new));
    }

    /** Done; on a machine that has no time for the load generator, its runs are invalid, and say so. */
    private static void done(Cli.Outcome run) {
        assertThat(run.err()).as("standard error").isEmpty();
        assertThat(run.status()).as("status").isIn(0, Sangam.RUN_INVALID);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void usersWhoChatGetATableAPageASummaryAndARecord() {
        try (BenchTarget target = BenchTarget.steady()) {
            Cli.Outcome run = bench(target, "run", "--users", "2", "--requests", "6", "--tables", "csv");

            done(run);
            assertThat(run.out())
                    .contains(
                            "closed loop, 2 users", "model scripted", "TTFT p50", "6 of 6", "sent late", "report.html");
        }
        assertThat(Cli.contents(cli.path("run")))
                .containsOnlyKeys("report.html", "requests.csv", "run.jsonl.gz", "summary.json");
        JsonNode summary = json(cli.text("run/summary.json"));
        assertThat(summary.at("/schema").asString()).isEqualTo("sangam.bench/1");
        assertThat(summary.at("/all/outcomes/completed").asInt()).isEqualTo(6);
        assertThat(summary.at("/all/output_tokens").asInt()).isEqualTo(30);
        assertThat(cli.text("run/report.html")).contains("scripted at http://127.0.0.1:", "default-src 'none'");
        RunRecord record = RunFile.read(cli.path("run/run.jsonl.gz"));
        assertThat(record.facts().openLoop()).isFalse();
        assertThat(record.requests()).hasSize(6).allSatisfy(request -> {
            assertThat(request.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(request.chunkTimes()).hasSize(5);
            assertThat(request.sent()).isGreaterThanOrEqualTo(request.intended());
        });
    }

    @Test
    void theArrivalsOfADeploymentAreThoseThatAreSimulated() {
        Path deployment = cli.file("d.yaml", Cli.TINY.replace("rate: 4", "rate: 40"));
        cli.simulateFile(deployment, "--write-workload", cli.path("w.csv").toString())
                .succeeds();
        try (BenchTarget target = BenchTarget.steady()) {
            List<String> args = List.of(
                    "bench", target.url(), "--deployment", deployment.toString(), "--quiet", "--warmup", "0s", "--out");
            List<String> all = new ArrayList<>(args);
            all.add(cli.path("run").toString());
            done(Cli.run(all.toArray(String[]::new)));
        }
        List<Long> sent = RunFile.read(cli.path("run/run.jsonl.gz")).requests().stream()
                .map(RequestRecord::intended)
                .toList();
        List<Long> simulated = cli.text("w.csv")
                .lines()
                .skip(1)
                .map(line -> Long.parseLong(line.substring(0, line.indexOf(','))))
                .toList();
        assertThat(sent).isEqualTo(simulated).hasSize(20);
        cli.simulateFile(
                        deployment,
                        "--workload",
                        cli.path("run/workload.csv.gz").toString(),
                        "--write-workload",
                        cli.path("again.csv").toString())
                .succeeds();
        assertThat(cli.text("again.csv")).isEqualTo(cli.text("w.csv"));
    }

    @Test
    void aSweepIsARunForEachRateAndAPageOverAll() {
        try (BenchTarget target = BenchTarget.steady()) {
            Cli.Outcome run = bench(target, "sweep", "--rate", "10,20", "--requests", "5");

            done(run);
            assertThat(run.out()).contains("10 /s", "20 /s", "req/s");
        }
        assertThat(json(cli.text("sweep/summary.json")).at("/runs")).hasSize(2);
        assertThat(cli.text("sweep/report.html")).contains("href=\"rate-10/report.html\"", "open loop");
        assertThat(cli.path("sweep/rate-20/run.jsonl.gz")).exists();
    }

    @Test
    void aGateThatIsMissedIsExitCode3AndAFailureInJUnitXml() {
        try (BenchTarget target = BenchTarget.steady()) {
            Cli.Outcome run = bench(
                    target,
                    "run",
                    "--requests",
                    "5",
                    "--gate",
                    "ttft p50 < 1ms",
                    "--gate",
                    "error_rate <= 0",
                    "--junit",
                    cli.path("gates.xml").toString());

            // On a machine that has no time for the load generator, the run is invalid, which counts as the worse of
            // both.
            boolean invalid = run.out().contains("INVALID");
            assertThat(run.status()).isEqualTo(invalid ? Sangam.RUN_INVALID : Sangam.GOAL_MISSED);
            assertThat(run.out()).containsPattern("ttft p50 < 1ms +MISSED").containsPattern("error_rate <= 0% +met");
            assertThat(cli.text("gates.xml")).contains("tests=\"3\" failures=\"" + (invalid ? 2 : 1) + "\"");
        }
    }

    @Test
    void failuresAreCountedByKindAndARunWithoutAnAnswerIsInvalid() {
        try (BenchTarget target = BenchTarget.answering(asked -> asked.order() % 2 == 0
                ? BenchTarget.error(503)
                : Script.stream().role().reset())) {
            Cli.Outcome run = bench(target, "run", "--users", "1", "--requests", "4");

            assertThat(run.status()).isEqualTo(4);
            assertThat(run.out()).contains("INVALID", "none of 4 requests completed", "HTTP 503", "truncated");
        }
        assertThat(cli.text("run/report.html")).contains("class=\"banner\" role=\"alert\"", "This run is invalid");
    }

    @Test
    void aRecordIsHeldToOtherSlos() {
        try (BenchTarget target = BenchTarget.steady()) {
            done(bench(target, "run", "--requests", "5"));
        }
        String run = cli.path("run").toString();

        Cli.Outcome strict = Cli.run("bench", "recompute", run, "--slo", "ttft=1ms,tbt=100us");
        Cli.Outcome kind = Cli.run(
                "bench",
                "recompute",
                run,
                "--slo",
                "interactive:ttlt=1min",
                "--out",
                cli.path("kind").toString());

        done(strict);
        assertThat(strict.out()).contains("TTFT 1 ms, TBT 100 us", "0 of 5");
        done(kind);
        assertThat(kind.out()).contains("TTLT 60 s", "5 of 5");
        assertThat(RunFile.read(cli.path("kind/run.jsonl.gz")).requests())
                .usingRecursiveComparison()
                .isEqualTo(RunFile.read(cli.path("run/run.jsonl.gz")).requests());
    }

    @Test
    void twoEndpointsGetTheSameRequestsAndAreCompared() {
        try (BenchTarget a = BenchTarget.steady();
                BenchTarget b = BenchTarget.steady()) {
            done(bench(a, "both", b.url(), "--rate", "20", "--requests", "10"));
        }
        RunRecord both = RunFile.read(cli.path("both/run.jsonl.gz"));
        assertThat(both.requests()).hasSize(20);

        Cli.Outcome compared = Cli.run("bench", "compare", cli.path("both").toString());

        compared.succeeds();
        assertThat(compared.out()).contains("TTFT p50", "Mann-Whitney", "B - A");
        Cli.run(
                        "bench",
                        "compare",
                        cli.path("both").toString(),
                        cli.path("both").toString())
                .succeeds();
    }

    @Test
    void partsOfARunAreMerged() throws InterruptedException {
        try (BenchTarget target = BenchTarget.steady()) {
            Thread other = Thread.ofPlatform()
                    .start(() -> bench(target, "b", "--rate", "5", "--requests", "8", "--seed", "2"));
            bench(target, "a", "--rate", "5", "--requests", "8");
            other.join();
        }
        Cli.Outcome merged = Cli.run(
                "bench",
                "merge",
                cli.path("a").toString(),
                cli.path("b").toString(),
                "--out",
                cli.path("all").toString());

        done(merged);
        assertThat(RunFile.read(cli.path("all/run.jsonl.gz")).requests()).hasSize(16);
        JsonNode all = json(cli.text("all/summary.json")).at("/all");
        assertThat(all.at("/requests").asInt() + all.at("/warmup_requests").asInt())
                .isEqualTo(16);
    }

    @Test
    void aPrefillProfileBecomesDeadlinesThatGrowWithThePrompt() {
        try (BenchTarget target = BenchTarget.slowerForLongPrompts()) {
            Cli.Outcome profile = Cli.run(
                    "bench",
                    "profile-prefill",
                    target.url(),
                    "--lengths",
                    "100,200,400",
                    "--repeats",
                    "2",
                    "--out",
                    cli.path("prefill").toString());
            profile.succeeds();
            assertThat(profile.out()).contains("per token", "R2");
            done(bench(target, "run", "--requests", "3"));
        }
        Cli.Outcome fitted = Cli.run(
                "bench",
                "recompute",
                cli.path("run").toString(),
                "--prefill-profile",
                cli.path("prefill/profile.json").toString());

        done(fitted);
        assertThat(fitted.out()).contains("by the length n of the prompt", "3 prompts are shorter or longer");
    }

    @Test
    void theCapacityOfAServerThatKeepsUpIsAboveTheHighestRate() {
        try (BenchTarget target = BenchTarget.steady()) {
            List<String> args = new ArrayList<>(List.of("bench", "capacity", target.url()));
            args.addAll(SHORT);
            args.addAll(List.of("--start", "20", "--highest", "20", "--requests", "10"));
            args.addAll(List.of("--out", cli.path("capacity").toString()));

            Cli.Outcome search = Cli.run(args.toArray(String[]::new));

            done(search);
            assertThat(search.out()).contains("attainment >= 99%", "requests/s");
        }
        assertThat(json(cli.text("capacity/capacity.json")).at("/end").asString())
                .isIn("above_highest", "generator");
        assertThat(cli.path("capacity/report.html")).exists();
    }
}
