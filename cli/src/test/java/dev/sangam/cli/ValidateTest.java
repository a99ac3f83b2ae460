package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sangam validate} and {@code sangam calibrate} with a tiny model on real kernels. */
final class ValidateTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path profile;

    @BeforeEach
    void write() {
        TinyModel tiny = TinyModel.in(folder);
        model = tiny.model();
        profile = tiny.profile();
    }

    @Test
    void aWorkloadIsServedAndSimulatedAndBothReportsAreWritten() {
        Cli.Outcome outcome = validate(
                "--profile",
                profile.toString(),
                "--requests",
                "6",
                "--tolerance",
                "1e9",
                "--gate",
                "--set",
                "workload.lengths={prompt: 40, output: 5}");
        outcome.succeeds();
        assertThat(outcome.out())
                .contains("TTFT mean", "TTFT p95", "TBT mean", "TBT p95", "E2E mean", "E2E p95")
                .containsPattern("PASS +all figures within")
                .containsPattern("steps +[0-9]+ measured, [0-9]+ simulated");
        for (String run : List.of("measured", "simulated")) {
            assertThat(folder.resolve("out").resolve(run)).isDirectoryContaining("glob:**/report.html");
            assertThat(folder.resolve("out").resolve(run).resolve("summary.json"))
                    .content()
                    .contains("\"completed_requests\" : 6");
        }
    }

    @Test
    void aPredictionThatIsFarOffFailsTheGate() {
        Cli.Outcome outcome =
                validate("--profile", profile.toString(), "--requests", "3", "--tolerance", "1e-9", "--gate");
        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.out()).containsPattern("FAIL +not all figures within");
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingRuns() throws IOException {
        Path other = folder.resolve("other.gguf");
        new RandomModel(RandomModel.shape("tiny"), TensorType.Q8_0, 2, false).write(other, bytes -> {});
        Cli.run("validate", "--model", other.toString(), "--profile", profile.toString())
                .refuses(
                        "p.json: was measured with m.gguf",
                        "but the model is other.gguf",
                        "Maybe run sangam calibrate");
        validate("--profile", folder.resolve("none.json").toString()).refuses("none.json: cannot be read");
        Path half = Files.writeString(
                folder.resolve("half.json"), Files.readString(profile).substring(0, 400));
        validate("--profile", half.toString()).refuses("half.json", "is not valid JSON");
        validate("--profile", profile.toString(), "--threads", "3")
                .refuses("was measured with 1 threads", "is to run with 3");
        validate("--profile", profile.toString(), "--rate", "0").refuses("--rate is '0'; it must be auto, or above 0");
        validate("--profile", profile.toString(), "--tolerance", "0").refuses("--tolerance is 0.0; it must be > 0");
        validate("--profile", profile.toString(), "--set", "foo=1").refuses("foo is not a key known here");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aCalibrationThatCannotBeWrittenIsNotBegun() {
        calibrate("--model", folder.resolve("none.gguf").toString()).refuses("none.gguf: is no file");
        calibrate(
                        "--model",
                        model.toString(),
                        "--out",
                        folder.resolve("no/p.json").toString())
                .refuses("p.json: cannot be written (its folder does not exist)");
        calibrate("--model", model.toString(), "--out", folder.toString()).refuses("(it is a folder)");
        calibrate("--model", model.toString(), "--slots", "0").refuses("--slots is 0; it must be between 1 and 128");
        calibrate("--model", model.toString(), "--tbt", "soon").refuses("--tbt is 'soon'; it must be a time such as");
        calibrate("--quick").refuses("--model");
        Path text = folder.resolve("p.json");
        calibrate("--model", text.toString(), "--out", folder.resolve("q.json").toString())
                .refuses("p.json is not a GGUF file");
    }

    private Cli.Outcome validate(String... options) {
        return Cli.run(all(
                "validate",
                options,
                "--model",
                model.toString(),
                "--out",
                folder.resolve("out").toString()));
    }

    private static Cli.Outcome calibrate(String... options) {
        return Cli.run(all("calibrate", options));
    }

    private static String[] all(String command, String[] options, String... more) {
        return Stream.of(List.of(command), List.of(more), List.of(options))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }
}
