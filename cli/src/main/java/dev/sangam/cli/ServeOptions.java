package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.TokenBudget;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Section;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.eventlog.EventLogConfig;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.EngineSection;
import dev.sangam.serve.models.DemoModel;
import dev.sangam.serve.models.ModelReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The deployment file that is served, and what the command line changes in it. */
final class ServeOptions {
    /** Keys that only the simulator and the planner understand. */
    private static final List<String> NOT_SERVED = List.of("hardware", "router", "slos", "workload");

    @Parameters(
            arity = "0..1",
            paramLabel = "DEPLOYMENT",
            description = "Deployment file (YAML), the same that 'simulate' reads. Default: the demo model.")
    private @Nullable Path file;

    @Mixin
    private ModelFlags flags = new ModelFlags();

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 8080; 0: any free one).")
    private @Nullable String port;

    @Option(names = "--gpu-layers", paramLabel = "N", description = "Layers that a GPU computes (default: 0).")
    private @Nullable String gpuLayers;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "What 'sangam calibrate' measured: steps are predicted, as --policy niyama and --tbt need it.")
    private @Nullable String profile;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description =
                    "Scheduler in place of the file's: niyama (every request to its own deadline), sarathi, fcfs, edf,"
                            + " vllm-v1, ..., with the defaults of each but for max_sequences.")
    private @Nullable String policy;

    @Option(
            names = "--tbt",
            paramLabel = "T",
            description = "Cut prompts so that gaps between tokens stay under T, such as 100ms, by the profile: sets"
                    + " scheduler.token_budget for a handful of streams.")
    private @Nullable String tbt;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Write an event log, for 'sangam replay': lengths, hashes and times, no text.")
    private @Nullable Path record;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets any key of the deployment file, after all other options: --set server.port=9000.")
    private Map<String, String> set = new LinkedHashMap<>();

    /** What a step is taken to meet when a token budget is chosen: a handful of streams of ordinary length. */
    private static final TokenBudget.Load EXPECTED = new TokenBudget.Load(8, 512);

    /** What the options come to. */
    record Read(ServerConfig server, EngineOptions engine) {}

    /** Reads the file; every key must be known. */
    Read read() {
        Section root = source();
        Path folder = file == null || file.getParent() == null ? Path.of("") : file.getParent();
        flags.model().ifPresent(model -> root.set("model", modelValue(model), "--model " + model));
        flags.applyTo(root);
        DeploymentChanges.put(root, "server.host", host, "--host " + host);
        DeploymentChanges.put(root, "server.port", port, "--port " + port);
        DeploymentChanges.put(root, "engine.gpu_layers", gpuLayers, "--gpu-layers " + gpuLayers);
        DeploymentChanges.put(
                root,
                "batch_time",
                profile == null ? null : "{source: calibration, path: " + ModelFlags.absolute(profile) + "}",
                "--profile " + profile);
        if (policy != null) {
            root.set("scheduler", scheduler(policy), "--policy " + policy);
        }
        set.forEach((key, value) -> root.set(key, value, "--set " + key + "=" + value));
        return read(new DeploymentFile(root, folder));
    }

    private Section source() {
        return file == null ? Section.resource(ServeOptions.class, "serve.yaml") : Section.read(file);
    }

    /** A policy with its defaults, but for the sequences that the file says there is room for. */
    private String scheduler(String named) {
        String sequences = source().optionalSection("scheduler")
                .flatMap(section -> section.integer("max_sequences", 1, Integer.MAX_VALUE))
                .map(most -> ", max_sequences: " + most)
                .orElse("");
        return "{policy: " + DeploymentChanges.quoted(named) + sequences + "}";
    }

    private Read read(DeploymentFile deployment) {
        Section root = deployment.root();
        ServerConfig server = deployment.server();
        deployment.name();
        deployment.plan(); // is of no use here, but a mistake in it is one all the same
        NOT_SERVED.forEach(root::has);
        ModelReference reference = ModelReference.parse(root.text("model"));
        Path path = modelFile(deployment, reference);
        Profile measured = profile(deployment);
        if (measured != null) {
            measured.content.requireModel(ModelFile.of(path), "batch_time.path");
        }
        if (tbt != null) {
            root.set("scheduler.token_budget", Integer.toString(tokenBudget(measured)), "--tbt " + tbt);
        }
        EngineOptions.Recording recording = record == null
                ? null
                : new EngineOptions.Recording(
                        EventLogConfig.of(record),
                        List.copyOf(server.classes().values()),
                        measured == null ? Map.of() : measured.keys());
        String id = reference instanceof ModelReference.Demo ? DemoModel.NAME : ModelFlags.name(path);
        EngineOptions engine =
                EngineSection.read(deployment, path, id, measured == null ? null : measured.content.times(), recording);
        if (tbt != null && engine.scheduler() instanceof SchedulerConfig.Niyama niyama && niyama.predicts()) {
            throw new InputException(
                    "--tbt " + tbt + " is given, but niyama chooses chunks by the promises of each class."
                            + " Maybe classes: [{name: interactive, ttft: 2s, tbt: " + tbt + "}]");
        }
        root.done();
        return new Read(server, engine);
    }

    private static Path modelFile(DeploymentFile deployment, ModelReference reference) {
        return ModelFlags.file(reference, deployment.folder())
                .orElseThrow(() -> deployment
                        .root()
                        .error(
                                "model",
                                "is " + deployment.root().text("model")
                                        + ", which is no file. Maybe hf:owner/repo/file.gguf, or demo"));
    }

    /**
     * What was measured of the model on this machine.
     *
     * @param path where it was read
     */
    private record Profile(Path path, CalibrationProfile content) {
        /** Where a replay finds how long batches take here. */
        Map<String, Object> keys() {
            return Map.of(
                    "batch_time",
                    Map.of(
                            "source",
                            "calibration",
                            "path",
                            path.toAbsolutePath().toString()));
        }
    }

    /** The profile under {@code batch_time:}; null when batch times come from elsewhere, which only simulations can use. */
    private static @Nullable Profile profile(DeploymentFile deployment) {
        if (!deployment.root().isSection("batch_time")) {
            return null;
        }
        Section section = deployment.root().section("batch_time");
        if (!section.optionalText("source").equals(Optional.of("calibration"))) {
            section.ignoreOthers();
            return null;
        }
        Path path = section.path("path", deployment.folder());
        return new Profile(path, CalibrationProfile.read(path));
    }

    private int tokenBudget(@Nullable Profile measured) {
        long nanos = Section.nanos(String.valueOf(tbt))
                .filter(value -> value > 0)
                .orElseThrow(() -> new InputException("--tbt is '" + tbt + "'; it must be a duration such as 100ms"));
        if (measured == null) {
            throw new InputException("--tbt " + tbt + " needs --profile. Maybe 'sangam calibrate' first");
        }
        return TokenBudget.tokens(
                measured.content.times(),
                EXPECTED,
                (double) nanos,
                measured.content.settings().batchTokens());
    }

    private static String modelValue(String model) {
        return Files.exists(Path.of(model)) ? ModelFlags.absolute(model) : model;
    }
}
