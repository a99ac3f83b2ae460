package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Sample;
import dev.sangam.files.Section;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.calibration.KernelSettings;
import dev.sangam.files.calibration.Machine;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.serve.calibration.Calibrator;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.StepBench;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A calibration of this machine.
 *
 * @param profile what is written
 * @param processorShare time that a processor worked for the kernels, as a share of the time that they took
 */
record Calibration(CalibrationProfile profile, double processorShare) {
    /** Most tokens of a batch that is measured. */
    static final int BATCH_TOKENS = 512;

    /** Most sequences of a batch that is measured. */
    static final int MAX_SLOTS = 128;

    private static final int SHARES = 1000;

    /**
     * Measures.
     *
     * @param slots most sequences of a batch
     * @param limitNanos how long it may take, about
     */
    static Calibration measure(KernelOptions kernels, int slots, long limitNanos) {
        Path model = kernels.model();
        ModelFile file = ModelFile.of(model);
        Section root = Section.empty();
        root.set(
                "scheduler",
                "{policy: sarathi, token_budget: " + BATCH_TOKENS + ", max_sequences: "
                        + (slots + StepBench.SPARE_SLOTS) + "}",
                "--slots " + slots);
        kernels.applyTo(root);
        EngineOptions options = kernels.engine(new DeploymentFile(root, Path.of("")));
        try (StepBench bench = StepBench.open(options);
                Progress progress = new Progress("calibrate", SHARES)) {
            if (bench.model().embeddingSize() > 0) {
                throw new InputException("--model " + model + ": gives embeddings and no text; it takes no steps");
            }
            int cacheTokens = bench.model().kvBlocks() * bench.model().blockTokens();
            List<Sample> samples = new Calibrator(bench, System::nanoTime, limitNanos, progress::share)
                    .measure(
                            slots,
                            Math.min(BATCH_TOKENS, bench.batchTokens()),
                            bench.model().contextTokens(),
                            cacheTokens);
            boolean separate = bench.separateCalls();
            CalibrationProfile profile = new CalibrationProfile(
                    file,
                    Machine.here("llama.cpp " + bench.kernels()),
                    new KernelSettings(
                            options.threads(), cacheTokens, slots, BATCH_TOKENS, options.unifiedKv(), separate),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    samples,
                    CalibrationFit.of(samples, separate));
            return new Calibration(profile, bench.processorShare());
        }
    }
}
