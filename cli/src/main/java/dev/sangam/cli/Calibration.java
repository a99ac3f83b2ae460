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
import dev.sangam.serve.calibration.ServedSteps;
import dev.sangam.serve.calibration.SteadyLoad;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.LocalEngine;
import dev.sangam.serve.engine.StepBench;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** A calibration of this machine: single batches first, then the steps of an engine that serves. */
final class Calibration {
    /** Most tokens of a batch that is measured. */
    static final int BATCH_TOKENS = 512;
    /** Most sequences of a batch that is measured. */
    static final int MAX_SLOTS = 128;

    private static final int SHARES = 1000;
    /** Share of the time in which single batches are measured; in the rest the engine serves. */
    private static final double SINGLE = 0.75;

    private static final int SERVED_BUDGET = 128;
    private static final long SEED = 1;
    /** Samples of an engine that serves, as a share of those of single batches. */
    private static final double SERVED = 0.5;

    private final KernelOptions kernels;
    private final int slots;
    private final long limitNanos;
    private final Progress progress;
    private double processorShare = 1;

    private Calibration(KernelOptions kernels, int slots, long limitNanos, Progress progress) {
        this.kernels = kernels;
        this.slots = slots;
        this.limitNanos = limitNanos;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param profile what is written
     * @param processorShare time that a processor worked for the kernels, as a share of the time that they took
     */
    record Result(CalibrationProfile profile, double processorShare) {}

    /**
     * Measures.
     *
     * @param slots most sequences of a batch
     * @param limitNanos how long it may take, about
     */
    static Result measure(KernelOptions kernels, int slots, long limitNanos) throws InterruptedException {
        try (Progress progress = new Progress("calibrate", SHARES)) {
            return new Calibration(kernels, slots, limitNanos, progress).measure();
        }
    }

    private Result measure() throws InterruptedException {
        ModelFile file = ModelFile.of(kernels.model());
        EngineOptions options = options(BATCH_TOKENS, slots + StepBench.SPARE_SLOTS);
        CalibrationProfile single = single(file, options);
        List<Sample> samples = Stream.concat(
                        single.samples().stream(),
                        served((int) (SERVED * single.samples().size())).stream())
                .toList();
        CalibrationProfile profile = new CalibrationProfile(
                file,
                single.machine(),
                single.settings(),
                single.measured(),
                samples,
                CalibrationFit.of(samples, single.settings().separateCalls()));
        return new Result(profile, processorShare);
    }

    private CalibrationProfile single(ModelFile file, EngineOptions options) {
        try (StepBench bench = StepBench.open(options)) {
            if (bench.model().embeddingSize() > 0) {
                throw new InputException(
                        "--model " + kernels.model() + ": gives embeddings and no text; it takes no steps");
            }
            int cacheTokens = bench.model().kvBlocks() * bench.model().blockTokens();
            List<Sample> samples = new Calibrator(
                            bench,
                            System::nanoTime,
                            (long) (SINGLE * limitNanos),
                            share -> progress.share(SINGLE * share))
                    .measure(
                            slots,
                            Math.min(BATCH_TOKENS, bench.batchTokens()),
                            bench.model().contextTokens(),
                            cacheTokens);
            processorShare = bench.processorShare();
            boolean separate = bench.separateCalls();
            return new CalibrationProfile(
                    file,
                    Machine.here("llama.cpp " + bench.kernels()),
                    new KernelSettings(
                            options.threads(), cacheTokens, slots, BATCH_TOKENS, options.unifiedKv(), separate),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    samples,
                    CalibrationFit.of(samples, separate));
        }
    }

    private List<Sample> served(int most) throws InterruptedException {
        ServedSteps steps = new ServedSteps();
        EngineOptions options = options(SERVED_BUDGET, slots).observedBy(steps);
        try (LocalEngine engine = LocalEngine.start(options, EngineListener.NONE)) {
            new SteadyLoad(engine, SEED)
                    .run(
                            slots,
                            (long) ((1 - SINGLE) * limitNanos),
                            share -> progress.share(SINGLE + (1 - SINGLE) * share));
        }
        return steps.samples(most);
    }

    private EngineOptions options(int tokenBudget, int sequences) {
        Section root = Section.empty();
        root.set(
                "scheduler",
                "{policy: sarathi, token_budget: " + Math.max(tokenBudget, sequences) + ", max_sequences: " + sequences
                        + "}",
                "--slots " + slots);
        kernels.applyTo(root);
        return kernels.engine(new DeploymentFile(root, Path.of("")), null);
    }
}
