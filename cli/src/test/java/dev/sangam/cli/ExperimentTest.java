package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.sim.experiment.Conditions;
import dev.sangam.sim.experiment.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExperimentTest {
    private static final String DEPLOYMENT = """
            deployment:
              model: llama-3-8b
              hardware: a100-80
              batch_time: niyama-regression
              classes:
                - {name: quick, ttft: 2s, tbt: 50ms}
                - {name: slow, ttlt: 60s}
              workload:
                duration: 2min
                mix: {quick: 1, slow: 1}
                lengths: {prompt: 2000, output: 10}
            """;
    private static final String VARIANTS = """
            variants:
              - {name: small, set: {scheduler: {policy: sarathi, token_budget: 256}}}
              - {name: large, set: {scheduler.token_budget: 1024}}
            """;
    private static final String GOODPUT = """
            title: How much
            kind: goodput
            seeds: 2
            search: {resolution: 0.5, start: 2}
            notes: ["A <note>."]
            paper:
              source: A paper, table 1
              figures: [{variant: small, qps: 3.5}]
            quick: {workload.duration: 30s}
            """ + DEPLOYMENT + VARIANTS;
    private static final String SWEEP = """
            title: Over load
            kind: sweep
            rates: [1, 9]
            """ + DEPLOYMENT + VARIANTS;
    private static final String RUN =
            """
            title: One load
            kind: run
            seeds: 2
            """ + DEPLOYMENT.replace("    duration:", "    rate: 5\n    low_priority: {share: 0.5}\n    duration:")
                    + VARIANTS
                    + """
            workloads:
              - {name: as it is}
              - {name: short, set: {workload.lengths: {prompt: 100, output: 10}}}
            paper: {source: a paper, figures: [{variant: large, workload: short, of: priority 1, percent: 12}]}
            """;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
    }

    private Cli.Outcome experiment(String path, String... options) {
        String[] args = new String[options.length + 4];
        args[0] = "experiment";
        args[1] = path;
        args[2] = "--out";
        args[3] = cli.out().toString();
        System.arraycopy(options, 0, args, 4, options.length);
        return Cli.run(args);
    }

    private Cli.Outcome one(String yaml, String... options) {
        return experiment(cli.file("e.yaml", yaml).toString(), options);
    }

    private JsonNode results() {
        return JsonMapper.shared().readTree(cli.text("out/results.json"));
    }

    /** The value of a figure for the first seed. */
    private double value(String variant, String workload, String rule, String of, double rate) {
        for (JsonNode figure : results().at("/experiments/0/figures")) {
            if (figure.get("variant").asString().equals(variant)
                    && figure.get("workload").asString().equals(workload)
                    && figure.get("violations").asString().equals(rule)
                    && figure.get("of").asString().equals(of)
                    && (rate == 0 || figure.get("rate").asDouble() == rate)) {
                return figure.get("values").get(0).asDouble();
            }
        }
        throw new AssertionError("no such figure");
    }

    @Test
    void goodputIsTheHighestRateThatHolds() {
        String out = one(GOODPUT, "--threads", "2").succeeds().out();
        assertThat(out).contains("e: How much", "A paper, table 1", "[3.5]", "2 seeds", "results   ");
        double goodput = value("large", "", "ttft", "goodput", 0);
        assertThat(goodput % 0.5).isZero();
        assertThat(goodput).as("tokens/s of the model are about 9,000").isBetween(2.0, 4.5);
        one(SWEEP.replace("[1, 9]", "[%s, %s]".formatted(goodput, goodput + 0.5)))
                .succeeds();
        assertThat(value("large", "", "ttft", "worst class", goodput)).isLessThanOrEqualTo(0.01);
        assertThat(value("large", "", "ttft", "worst class", goodput + 0.5)).isGreaterThan(0.01);
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        one(GOODPUT, "--threads", "1").succeeds();
        String json = cli.text("out/results.json");
        String page = cli.text("out/report.html");
        one(GOODPUT, "--threads", "4").succeeds();
        assertThat(cli.text("out/results.json")).isEqualTo(json);
        assertThat(cli.text("out/report.html")).isEqualTo(page);
    }

    @Test
    void violationsAreToldPerClassAndPriorityWithThePapersBeside() {
        assertThat(one(RUN).succeeds().out()).contains("priority 1", "worst class", "[12]", "short", "as it is");
        assertThat(value("small", "as it is", "ttft", "all", 0)).isGreaterThan(0.1);
        assertThat(value("large", "short", "attainment", "quick", 0)).isZero();
    }

    @Test
    void aQuickRunSaysSo() {
        assertThat(one(GOODPUT, "--quick").succeeds().out()).contains("QUICK RUN", "One seed");
        assertThat(cli.text("out/report.html")).contains("QUICK RUN");
        assertThat(results().at("/experiments/0/seeds").size()).isEqualTo(1);
        one(GOODPUT, "--quick", "--seeds", "2").succeeds();
        assertThat(results().at("/experiments/0/seeds").size()).isEqualTo(2);
    }

    @Test
    void lengthsComeFromTheDataWhereItHasThem() throws IOException {
        Path traces = Files.createDirectories(folder.resolve("data/traces"));
        Files.writeString(traces.resolve("known.csv"), "num_prefill_tokens,num_decode_tokens\n100,10\n");
        String yaml = SWEEP + """
                workloads:
                  - {name: A, trace: known.csv}
                  - {name: B, trace: unknown.csv}
                """;
        one(yaml, "--data", folder.resolve("data").toString()).succeeds();
        assertThat(results().at("/experiments/0/workloads/0/lengths").asString())
                .isEqualTo("known.csv");
        assertThat(results().at("/experiments/0/workloads/1/lengths").asString())
                .isEqualTo("log-normal stand-in for unknown.csv");
        assertThat(value("small", "A", "ttft", "all", 9)).as("short prompts").isZero();
        assertThat(value("small", "B", "ttft", "all", 9)).isGreaterThan(0.1);
    }

    @Test
    void aFolderIsOnePageInTheOrderOfItsFiles() throws IOException {
        Path several = Files.createDirectories(folder.resolve("several"));
        Files.writeString(several.resolve("b.yaml"), SWEEP);
        Files.writeString(several.resolve("a.yaml"), GOODPUT);
        Files.writeString(several.resolve("notes.txt"), "not one of them");
        experiment(several.toString(), "--quick").succeeds();
        assertThat(results().at("/experiments/0/name").asString()).isEqualTo("a");
        String page = cli.text("out/report.html");
        assertThat(page)
                .contains("Experiments: several", "How much", "Over load", "A &lt;note&gt;.", "id=\"plot-0\"")
                .doesNotContain("<note>", "style=\"");
        assertThat(page.replaceAll("(?s)<!--.*?-->|<script.*?</script>", "")).doesNotContain("http:", "https:", "src=");
        assertThat(cli.names()).noneMatch(name -> name.contains(".part"));
    }

    @Test
    void everyFileThatShipsCanBeReadAndSoCanTheExampleOfTheDocs() throws IOException {
        Path root = Path.of(System.getProperty("sangam.root"));
        Conditions quick = new Conditions(OptionalInt.empty(), true, Optional.empty());
        List<Path> files = ExperimentPaths.find(
                        root.resolve("experiments/niyama").toString())
                .files();
        assertThat(files).hasSizeGreaterThanOrEqualTo(7);
        assertThat(files)
                .allSatisfy(file ->
                        assertThat(ExperimentFile.read(file, quick).cells()).isNotEmpty());
        String page = Files.readString(root.resolve("docs/experiments.md"));
        String example = page.substring(page.indexOf("```yaml\n") + 8, page.lastIndexOf("```"));
        assertThat(ExperimentFile.read(cli.file("chunks.yaml", example), quick).paper())
                .hasSize(1);
    }

    @Test
    void whatMakesNoSenseIsRefused() throws IOException {
        refuses(GOODPUT + "seed: 3\n", "seed is not a key known here");
        refuses(GOODPUT.replace("kind: goodput", "kind: goodputs"), "e.yaml:2: kind is 'goodputs'");
        refuses(GOODPUT.replace("kind: goodput\n", ""), "kind is missing");
        refuses(
                GOODPUT.replace("variant: small", "variant: smal"),
                "'smal', which the experiment does not have",
                "Maybe small");
        refuses(GOODPUT.replace("qps: 3.5", "percent: 3.5"), "qps is missing");
        refuses(GOODPUT.replace("name: large", "name: small"), "'small' a second time");
        refuses(
                GOODPUT.replace("policy: sarathi", "policy: sarathy"),
                "e.yaml:",
                "deployment.scheduler.policy is 'sarathy'");
        refuses(
                GOODPUT.replace("token_budget: 1024", "tokens: 1024"),
                "deployment.scheduler.tokens is not a key known here");
        refuses(GOODPUT.replace("    duration:", "    rate: 3\n    duration:"), "deployment.workload.rate is given");
        refuses(GOODPUT.replace("resolution: 0.5", "resolution: 0"), "search.resolution is 0");
        refuses(GOODPUT.replace("resolution: 0.5", "resolution: 0.5, limit: 2"), "search.limit = 2.0");
        refuses(SWEEP.replace("[1, 9]", "[]"), "rates are 0");
        refuses(SWEEP.replace("[1, 9]", "[1, -9]"), "each must be between");
        refuses(SWEEP + "violations: [ttfx]\n", "violations are [ttfx]");
        refuses(SWEEP.replace(VARIANTS, "variants: []\n"), "variants must be at least one");
        refuses(RUN.replace("mix: {quick: 1, slow: 1}", "mix: {quik: 1}"), "mix.quik is not a class");
        assertThat(Cli.run("experiment", "no-such")
                        .refuses("experiment 'no-such'")
                        .out())
                .isEmpty();
        assertThat(Cli.run("experiment", "a\0b").refuses("experiment 'a b'").out())
                .isEmpty();
        Files.createDirectories(folder.resolve("empty"));
        experiment(folder.resolve("empty").toString()).refuses("has no .yaml file");
        one(GOODPUT, "--data", folder.resolve("nowhere").toString()).refuses("--data", "is not a folder");
        one(GOODPUT, "--seeds", "0").refuses("--seeds is 0");
        one(GOODPUT, "--threads", "0").refuses("--threads is 0");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private void refuses(String yaml, String... parts) {
        one(yaml).refuses(parts);
    }
}
