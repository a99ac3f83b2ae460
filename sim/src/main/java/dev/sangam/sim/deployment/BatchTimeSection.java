package dev.sangam.sim.deployment;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.batchtime.MeasuredProfile;
import dev.sangam.core.batchtime.NiyamaRegression;
import dev.sangam.core.batchtime.OperatorTables;
import dev.sangam.core.batchtime.Roofline;
import dev.sangam.core.batchtime.Sharding;
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
import dev.sangam.sim.profile.Profile;
import dev.sangam.sim.profile.ProfileLibrary;
import dev.sangam.sim.profile.ProfileUse;
import dev.sangam.sim.profile.VidurFolder;
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
        PROFILE,
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
                            + ", path: ...}"
                            + (source == Source.PROFILE
                                    ? " or the name of an imported one: {source: profile, name: ...}"
                                    : ""));
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
            case PROFILE -> profile(section, blockTokens);
            case MEASURED_PROFILE -> measured(section, MeasuredProfileFolder.open(path(section, "path")), blockTokens);
            case OPERATOR_TABLES -> {
                Path path = path(section, "path");
                yield new Chosen(
                        section.check(() -> SharedModels.of(
                                OperatorTables.class,
                                List.of(SharedModels.stamps(path), sharding()),
                                () -> new OperatorTables(OperatorTableFolder.read(path), sharding()))),
                        "operator tables " + path);
            }
            case VIDUR_PROFILE ->
                vidur(section, VidurFolder.open(path(section, "path"), path(section, "network")), blockTokens);
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

    private Chosen profile(Section section, int blockTokens) {
        if (section.has("name") == section.has("path")) {
            throw section.error(
                    "name",
                    section.has("name")
                            ? "stands beside path; one of them says which profile"
                            : "is missing, and so is path; one of them says which profile");
        }
        Path path = section.has("name")
                ? section.check(() -> ProfileLibrary.ofUser().path(section.text("name")))
                : path(section, "path");
        return switch (Profile.open(path)) {
            case MeasuredProfileFolder measured -> measured(section, measured, blockTokens);
            case VidurFolder vidur -> {
                Path network = section.has("network") ? path(section, "network") : null;
                yield vidur(section, VidurFolder.open(path, network), blockTokens);
            }
        };
    }

    private Chosen measured(Section section, MeasuredProfileFolder profile, int blockTokens) {
        boolean graphs = section.flag("cuda_graphs").orElse(true);
        int budget = scheduler instanceof SchedulerConfig.VllmV1 v1 ? v1.tokenBudget() : profile.maxBatchTokens();
        CudaGraphs captured = graphs ? CudaGraphs.vllm(scheduler.maxSequences(), budget) : CudaGraphs.NONE;
        Collectives links = parallelism.gpus() == 1 ? Collectives.ONE_GPU : Collectives.of(known(), parallelism);
        ProfileUse use = new ProfileUse(model, parallelism, links, captured, blockTokens);
        String collectives = parallelism.gpus() == 1
                ? ""
                : profile.measuredCollectives(parallelism.tensor())
                        ? ", collectives measured"
                        : ", collectives from the link's figures";
        return new Chosen(
                section.check(() -> SharedModels.of(
                        MeasuredProfile.class,
                        List.of(
                                SharedModels.stamps(profile.path()),
                                model,
                                parallelism,
                                links,
                                graphs,
                                scheduler.maxSequences(),
                                budget),
                        () -> profile.batchTime(use))),
                "measured profile " + named(profile) + collectives,
                hardware == null ? profile.cacheTokens() : OptionalInt.empty());
    }

    private Chosen vidur(Section section, VidurFolder profile, int blockTokens) {
        ProfileUse use = new ProfileUse(model, parallelism, Collectives.ONE_GPU, CudaGraphs.NONE, blockTokens);
        List<Object> key = List.of(
                profile.path(),
                SharedModels.stamps(profile.folders().toArray(Path[]::new)),
                model,
                parallelism,
                blockTokens);
        return new Chosen(
                section.check(() -> SharedModels.of(OperatorTables.class, key, () -> profile.batchTime(use))),
                "regressors trained on " + named(profile));
    }

    private static String named(Profile profile) {
        return profile.path()
                + profile.model()
                        .map(model -> " (" + model
                                + profile.hardware().map(name -> " on " + name).orElse("") + ")")
                        .orElse("");
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
