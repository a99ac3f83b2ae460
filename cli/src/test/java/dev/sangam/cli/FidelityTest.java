package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.measure.prompt.BuiltInText;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.QuantizationType;
import dev.sangam.serve.llama.Quantizer;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sangam fidelity} with the demo model and compressions of it. */
class FidelityTest {
    private static final int TEXT_CHARACTERS = 2400;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path models;

    @SuppressWarnings("NullAway.Init")
    private static Path q4;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeAll
    static void quantize() {
        q4 = models.resolve("q4.gguf");
        Path demo = ModelFiles.ofUser().file(new ModelReference.Demo(), (done, total) -> {});
        Quantizer.quantize(LlamaLibrary.load(Optional.empty()), demo, q4, QuantizationType.Q4_0, 1);
    }

    @BeforeEach
    void open() {
        cli = new Cli(folder);
        cli.file("text.txt", BuiltInText.read().substring(0, TEXT_CHARACTERS));
        cli.file("questions.jsonl", questions(12));
        cli.file("prompts.txt", "Call me\nIt was the whale\nThe old man said\n");
    }

    private static String questions(int count) {
        List<String> things = List.of("whale", "ship", "harpoon", "sea", "captain", "bed", "door", "sailor");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(
                    "{\"id\": \"q%d\", \"question\": \"What does the %s of number %d bear?\", \"choices\": [\"a %s\", \"the %s\", \"some %s\"], \"answer\": %d}%n"
                            .formatted(
                                    i,
                                    things.get(i % 8),
                                    i,
                                    things.get((i + 1) % 8),
                                    things.get((i + 3) % 8),
                                    things.get((i + 6) % 8),
                                    i % 3));
        }
        return lines.toString();
    }

    private Cli.Outcome fidelity(String... args) {
        List<String> all = new ArrayList<>(List.of("fidelity"));
        all.addAll(List.of(args));
        if (!List.of(args).contains("--out")) {
            all.addAll(List.of("--out", cli.out().toString()));
        }
        return Cli.run(all.toArray(String[]::new));
    }

    /** On everything there is, with one thread. */
    private Cli.Outcome both(String base, String candidate, String... more) {
        List<String> args = new ArrayList<>(List.of(base, candidate, "--threads", "1", "--window", "64"));
        args.addAll(List.of("--text", cli.path("text.txt").toString()));
        args.addAll(List.of("--questions", cli.path("questions.jsonl").toString()));
        args.addAll(List.of("--prompts", cli.path("prompts.txt").toString(), "--max-tokens", "8"));
        args.addAll(List.of(more));
        return fidelity(args.toArray(String[]::new));
    }

    private static JsonNode json(Path file) {
        return JsonMapper.shared().readTree(file.toFile());
    }

    private static double figure(JsonNode report, String kind, String name, String figure) {
        for (JsonNode each : report.get(kind)) {
            if (each.get("name").asString().equals(name)) {
                return each.get("figures").get(figure).asDouble();
            }
        }
        throw new AssertionError(kind + " has no " + name);
    }

    @Test
    void aModelIsTheSameAsItself() {
        Cli.Outcome outcome = both("demo", "demo", "--tables", "none").succeeds();
        assertThat(outcome.out()).contains("It is the same model", "report.html");
        JsonNode report = json(cli.path("out/fidelity.json"));
        assertThat(figure(report, "texts", "text.txt", "kl")).isZero();
        assertThat(figure(report, "texts", "text.txt", "same-top")).isEqualTo(1);
        assertThat(figure(report, "sets", "questions", "option-kl")).isZero();
        assertThat(figure(report, "sets", "prompts", "identical")).isEqualTo(1);
        JsonNode floor = report.get("noise_floor");
        assertThat(figure(floor, "texts", "text.txt", "kl")).isCloseTo(0, within(1e-6));
        assertThat(figure(floor, "sets", "questions", "option-kl")).isCloseTo(0, within(1e-6));
    }

    @Test
    void aCompressionIsHeldToItsBaseAndToGates() {
        Cli.Outcome outcome =
                both("demo", q4.toString(), "--no-floor", "--gate", "kl<5", "--gate", "questions: flips<=100%");
        outcome.succeeds();
        JsonNode report = json(cli.path("out/fidelity.json"));
        double kl = figure(report, "texts", "text.txt", "kl");
        assertThat(kl).isBetween(0.001, 0.2);
        assertThat(report.has("noise_floor")).isFalse();
        assertThat(cli.names())
                .contains("out/report.html", "out/items.parquet", "out/tokens.parquet")
                .contains("out/base.predictions.jsonl.gz", "out/candidate.predictions.jsonl.gz");

        Cli.Outcome missed =
                both("demo", q4.toString(), "--no-floor", "--gate", "kl<0.0001", "--json", "--tables", "csv");
        assertThat(missed.status()).isEqualTo(3);
        assertThat(missed.err()).contains("base: 15 of 15 answers are there from an earlier run");
        assertThat(JsonMapper.shared().readTree(missed.out()).get("passed").asBoolean())
                .isFalse();
        assertThat(cli.names()).contains("out/items.csv").doesNotContain("out/items.parquet");
    }

    @Test
    void aRunThatWasCutOffGoesOnAndSaysTheSame() throws IOException {
        both("demo", q4.toString(), "--tables", "none").succeeds();
        String whole = cli.text("out/fidelity.json");
        // What a kill leaves: no results yet, and of what was kept the last record torn.
        Files.delete(cli.path("out/fidelity.json"));
        Files.delete(cli.path("out/report.html"));
        for (String name : List.of("candidate.predictions.jsonl.gz", "candidate.text.txt.tokens")) {
            Path file = cli.path("out/" + name);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 150));
        }
        Files.delete(cli.path("out/floor.predictions.jsonl.gz"));

        Cli.Outcome again = both("demo", q4.toString(), "--tables", "none");

        assertThat(again.status()).isZero();
        assertThat(again.err()).contains("candidate: 12 of 15 answers are there from an earlier run, which goes on");
        assertThat(cli.text("out/fidelity.json")).isEqualTo(whole);
        assertThat(both("demo", q4.toString(), "--tables", "none", "--afresh")
                        .succeeds()
                        .out())
                .isEqualTo(again.out());
        assertThat(cli.text("out/fidelity.json")).isEqualTo(whole);
    }

    @Test
    void savedAnswersAreComparedWithOthersAndWithAModel() {
        both("demo", q4.toString(), "--no-floor", "--tables", "none").succeeds();
        String base = cli.path("out/base.predictions.jsonl.gz").toString();
        String candidate = cli.path("out/candidate.predictions.jsonl.gz").toString();
        double flips = figure(json(cli.path("out/fidelity.json")), "sets", "questions", "flips");
        double kl = figure(json(cli.path("out/fidelity.json")), "sets", "questions", "option-kl");

        fidelity(base, candidate, "--tables", "none", "--out", cli.path("saved").toString())
                .succeeds();
        JsonNode saved = json(cli.path("saved/fidelity.json"));
        assertThat(figure(saved, "sets", "questions", "flips")).isEqualTo(flips);
        assertThat(figure(saved, "sets", "questions", "option-kl")).isEqualTo(kl);

        String questions = cli.path("questions.jsonl").toString();
        fidelity(
                        base,
                        q4.toString(),
                        "--questions",
                        questions,
                        "--tables",
                        "none",
                        "--threads",
                        "1",
                        "--out",
                        cli.path("mixed").toString())
                .succeeds();
        assertThat(figure(json(cli.path("mixed/fidelity.json")), "sets", "questions", "option-kl"))
                .isEqualTo(kl);
        fidelity(base, candidate, "--questions", questions).refuses("--questions", "saved");
        fidelity(base, q4.toString()).refuses("nothing is asked", "Maybe --questions");
    }

    @Test
    void aSweepMeasuresEveryTypeAndPicksOne() {
        String[] args = {
            "sweep",
            "demo",
            "--types",
            "q8_0,q4_0,q2_k",
            "--threads",
            "1",
            "--window",
            "64",
            "--text",
            cli.path("text.txt").toString(),
            "--questions",
            cli.path("questions.jsonl").toString(),
            "--tables",
            "none",
            "--gate",
            "kl<0.2",
            "--json"
        };
        Cli.Outcome outcome = fidelity(args).succeeds();
        assertThat(JsonMapper.shared().readTree(outcome.out())).isNotNull();
        double last = 0;
        for (String type : List.of("q8_0", "q4_0", "q2_k")) {
            JsonNode report = json(cli.path("out/" + type + ".json"));
            double kl = figure(report, "texts", "text.txt", "kl");
            assertThat(kl).as(type).isGreaterThan(last);
            last = kl;
            assertThat(cli.path("out/demo-" + type + ".gguf")).exists();
        }
        args[args.length - 1] = "--no-floor";
        args[args.length - 2] = "kl<0.0000001";
        Cli.Outcome again = fidelity(args);
        assertThat(again.status()).isEqualTo(3);
        assertThat(again.out()).contains("No file meets every gate", "q2_k: ", "do not fit its blocks");
        assertThat(again.err()).contains("q2_k: 12 of 12 answers are there");
    }
}
