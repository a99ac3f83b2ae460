package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.Sample;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.calibration.KernelSettings;
import dev.sangam.files.calibration.Machine;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulations whose clock is a calibration of the machine. */
final class CalibratedSimulationTest {
    private static final String DEPLOYMENT = """
            name: calibrated
            model: m.gguf
            batch_time: {source: calibration, path: p.json}
            scheduler: {policy: sarathi, token_budget: 64, max_sequences: 8}
            workload: {rate: 1, requests: 20, lengths: {prompt: 100, output: 10}}
            """;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        cli = new Cli(folder);
        Path model = folder.resolve("m.gguf");
        new RandomModel(RandomModel.shape("tiny"), TensorType.F16, 1, false).write(model, bytes -> {});
        Files.writeString(folder.resolve("p.json"), profile(model).json());
    }

    /** A machine that takes 10 ms per step and 1 ms per token. */
    private static CalibrationProfile profile(Path model) {
        List<Sample> samples = IntStream.rangeClosed(1, 200)
                .mapToObj(chunk -> Probe.alone(0, 0, chunk, 0, false))
                .map(probe -> new Sample(probe, 1e7 + 1e6 * probe.tokens(), 3, 0))
                .toList();
        return new CalibrationProfile(
                ModelFile.of(model),
                new Machine("some CPU", 2, "b1"),
                new KernelSettings(1, 2048, 8, 512, true, false),
                Instant.EPOCH,
                samples,
                CalibrationFit.of(samples, false));
    }

    @Test
    void theMachineNeedsNoDescriptionAndSaysWhatIsUnknown() {
        Cli.Outcome outcome = cli.simulate(DEPLOYMENT).succeeds();
        assertThat(outcome.out())
                .contains("1 replica of the measured machine; its price and peak are unknown, and so are cost and MFU")
                .contains("KV cache      128 blocks of 16 tokens")
                .containsPattern("batch time    calibration .*p.json: m.gguf on some CPU, 1 thread, mean error ")
                .contains("TPOT");
    }

    @Test
    void hardwareThatIsNamedGivesCost() {
        assertThat(cli.simulate(DEPLOYMENT + "hardware: a100-80\n").succeeds().out())
                .contains("cost          $");
    }

    @Test
    void aProfileOnTheCommandLineTakesThePlaceOfTheHardware() {
        Cli.Outcome outcome = cli.tiny(
                        "--model",
                        folder.resolve("m.gguf").toString(),
                        "--profile",
                        folder.resolve("p.json").toString())
                .succeeds();
        assertThat(outcome.out()).contains("of the measured machine").doesNotContain("a100");
    }

    @Test
    void aProfileOfAnotherModelIsRefused() {
        new RandomModel(RandomModel.shape("tiny"), TensorType.F16, 2, false).write(folder.resolve("m.gguf"), b -> {});
        cli.simulate(DEPLOYMENT).refuses("p.json: was measured with m.gguf", "Maybe run sangam calibrate --model");
    }

    @Test
    void whatAProfileCannotPredictIsRefused() {
        cli.simulate(DEPLOYMENT, "--set", "tensor_parallel=2").refuses("is calibration, which predicts one device");
        cli.simulate(DEPLOYMENT.replace("p.json", "q.json")).refuses("q.json: cannot be read (no such file)");
        cli.simulate(DEPLOYMENT.replace("path: p.json", "")).refuses("batch_time.path is missing");
        cli.simulate(DEPLOYMENT.replace("{source: calibration, path: p.json}", "calibration"))
                .refuses("is calibration, which needs a path");
        cli.simulate(DEPLOYMENT.replace("{source: calibration, path: p.json}", "roofline"))
                .refuses("hardware is missing");
        cli.simulate(DEPLOYMENT.replace("m.gguf", "{name: m.gguf}")).refuses("a file that states its formats");
    }
}
