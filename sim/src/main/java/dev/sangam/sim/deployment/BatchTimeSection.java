package dev.sangam.sim.deployment;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.batchtime.MeasuredProfile;
import dev.sangam.core.batchtime.NiyamaRegression;
import dev.sangam.core.batchtime.OperatorTables;
import dev.sangam.core.batchtime.Roofline;
import dev.sangam.core.batchtime.Sharding;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Section;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.files.output.Figures;
import dev.sangam.sim.hardware.HardwareCatalogue;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.profile.MeasuredProfileFolder;
import dev.sangam.sim.profile.OperatorTableFolder;
import dev.sangam.sim.profile.ProfileQuery;
import dev.sangam.sim.profile.ProfileStore;
import dev.sangam.sim.profile.TableRange;
import dev.sangam.sim.profile.VidurProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code batch_time:} section: where predictions of a batch's duration come from.
 *
 * @param owner where the section stands: the deployment, or a pool of it
 * @param root the deployment
 * @param hardware {@code null} when the deployment does not say, which only a calibration does without
 */
record BatchTimeSection(
        Section owner,
        Section root,
        Path folder,
        ModelSpec model,
        @Nullable HardwareSpec hardware,
        Parallelism parallelism,
        SchedulerConfig scheduler) {
    private static final String KEY = "batch_time";

    /** The kinds of sources. */
    enum Source {
        ROOFLINE,
        MEASURED_PROFILE,
        VIDUR_PROFILE,
        OPERATOR_TABLES,
        NIYAMA_REGRESSION,
        CALIBRATION
    }

    /**
     * A model and a line that says what it is.
     *
     * @param kvTokens tokens that the KV cache of the measured machine holds; empty when a plan of the memory says it
     */
    record Chosen(BatchTimeModel model, String description, OptionalInt kvTokens) {
        Chosen(BatchTimeModel model, String description) {
            this(model, description, OptionalInt.empty());
        }
    }

    Chosen read(int blockTokens) {
        if (!owner.isSection(KEY)) {
            Source source = source(owner, KEY);
            if (source == Source.ROOFLINE || source == Source.NIYAMA_REGRESSION) {
                return build(source, owner, blockTokens);
            }
            throw owner.error(
                    KEY,
                    "is " + Section.word(source) + ", which needs a path: {source: " + Section.word(source)
                            + ", path: ...}");
        }
        Section section = owner.section(KEY);
        return build(source(section, "source"), section, blockTokens);
    }

    private static Source source(Section section, String key) {
        return section.choice(key, Source.values()).orElse(Source.ROOFLINE);
    }

    private Chosen build(Source source, Section section, int blockTokens) {
        return switch (source) {
            case ROOFLINE -> new Chosen(roofline(known()), "roofline of model and hardware specifications");
            case NIYAMA_REGRESSION -> niyama(section);
            case MEASURED_PROFILE -> measured(section);
            case OPERATOR_TABLES -> {
                Path path = path(section, "path");
                yield new Chosen(
                        section.check(() -> SharedModels.of(
                                OperatorTables.class,
                                List.of(SharedModels.stamps(path), sharding()),
                                () -> new OperatorTables(OperatorTableFolder.read(path), sharding()))),
                        "operator tables " + path);
            }
            case VIDUR_PROFILE -> vidur(section, blockTokens);
            case CALIBRATION -> calibration(section);
        };
    }

    private Roofline roofline(HardwareSpec known) {
        return SharedModels.of(
                Roofline.class, List.of(model, known, parallelism), () -> new Roofline(model, known, parallelism));
    }

    private Chosen niyama(Section section) {
        requireOneDevice(section, Source.NIYAMA_REGRESSION);
        return new Chosen(
                NiyamaRegression.LLAMA_3_8B_A100,
                "regression of the Niyama artifact (Llama-3-8B on A100-80, whatever the model)");
    }

    private Chosen calibration(Section section) {
        requireOneDevice(section, Source.CALIBRATION);
        Path path = path(section, "path");
        CalibrationProfile profile = CalibrationProfile.read(path);
        modelFile().ifPresent(file -> profile.requireModel(ModelFile.of(file), path.toString()));
        String description = String.format(
                Locale.ROOT,
                "calibration %s: %s on %s, %d thread%s, mean error %s",
                path,
                profile.model().name(),
                profile.machine().cpu(),
                profile.settings().threads(),
                profile.settings().threads() == 1 ? "" : "s",
                Figures.share(profile.fit().held().mean()));
        return new Chosen(
                profile.times(), description, OptionalInt.of(profile.settings().contextTokens()));
    }

    /** The file of the model, where the deployment names one. */
    private Optional<Path> modelFile() {
        return root.isSection("model")
                ? Optional.empty()
                : root.optionalText("model")
                        .filter(name -> name.endsWith(ModelCatalogue.GGUF))
                        .map(folder::resolve);
    }

    private void requireOneDevice(Section section, Source source) {
        if (parallelism.gpus() > 1) {
            throw section.error(
                    section.has("source") ? "source" : KEY,
                    "is " + Section.word(source)
                            + ", which predicts one device; tensor_parallel and pipeline_parallel must be 1, but they are "
                            + parallelism.tensor() + " and " + parallelism.pipeline());
        }
    }

    /** @throws dev.sangam.core.InputException when the deployment does not name it */
    private HardwareSpec known() {
        return hardware == null ? HardwareCatalogue.read(root, "hardware") : hardware;
    }

    private Chosen measured(Section section) {
        Path path = path(section, "path");
        MeasuredProfileFolder profile = MeasuredProfileFolder.open(path);
        boolean graphs = section.flag("cuda_graphs").orElse(true);
        int budget = scheduler instanceof SchedulerConfig.VllmV1 v1 ? v1.tokenBudget() : profile.maxBatchTokens();
        CudaGraphs captured = graphs ? CudaGraphs.vllm(scheduler.maxSequences(), budget) : CudaGraphs.NONE;
        return new Chosen(
                section.check(() -> SharedModels.of(
                        MeasuredProfile.class,
                        List.of(
                                SharedModels.stamps(path),
                                model,
                                parallelism,
                                known(),
                                graphs,
                                scheduler.maxSequences(),
                                budget),
                        () -> profile.batchTime(model, parallelism, Collectives.of(known(), parallelism), captured))),
                "measured profile " + path + " (" + profile.model() + " on " + profile.hardware() + ")");
    }

    private Chosen vidur(Section section, int blockTokens) {
        VidurProfile profile = VidurProfile.of(path(section, "path"), path(section, "network"));
        if (!(model.feedForward() instanceof FeedForward.Dense dense)) {
            throw section.error(
                    "source", "is vidur-profile, which has no mixtures of experts, but " + model.name() + " is one");
        }
        ProfileQuery query =
                section.check(() -> new ProfileQuery(model.hidden(), dense.intermediate(), blockTokens, sharding()));
        List<Object> key =
                List.of("vidur", SharedModels.stamps(path(section, "path"), path(section, "network")), query);
        return new Chosen(
                SharedModels.of(
                        OperatorTables.class,
                        key,
                        () -> new OperatorTables(
                                ProfileStore.ofUser().times(profile, query, TableRange.VIDUR), sharding())),
                "regressors trained on " + path(section, "path"));
    }

    private Sharding sharding() {
        return new Sharding(
                model.layers(),
                model.attention().heads(),
                model.attention().kvHeads(),
                parallelism.tensor(),
                parallelism.pipeline());
    }

    private Path path(Section section, String key) {
        return section.path(key, folder);
    }
}
