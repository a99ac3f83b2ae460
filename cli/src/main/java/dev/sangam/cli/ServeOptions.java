package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.TokenBudget;
import dev.sangam.files.Section;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.eventlog.EventLogConfig;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.EngineSection;
import dev.sangam.serve.models.DemoModel;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--model", paramLabel = "MODEL", description = "A GGUF file, hf:owner/repo/file.gguf, or demo.")
    private @Nullable String model;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 8080; 0: any free one).")
    private @Nullable String port;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description = "Longest sequence (default: the model's own, at most 8192).")
    private @Nullable String context;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the kernels (default: one less than there are cores).")
    private @Nullable String threads;

    @Option(names = "--gpu-layers", paramLabel = "N", description = "Layers that a GPU computes (default: 0).")
    private @Nullable String gpuLayers;

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            description = "llama.cpp libraries of your own build, in place of those that come with Sangam.")
    private @Nullable String libraries;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "What 'sangam calibrate' measured: steps are predicted, and --tbt can be kept.")
    private @Nullable String profile;

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
        Section root = file == null ? Section.resource(ServeOptions.class, "serve.yaml") : Section.read(file);
        Path folder = file == null || file.getParent() == null ? Path.of("") : file.getParent();
        put(root, "model", modelValue(), "--model " + model);
        put(root, "server.host", host, "--host " + host);
        put(root, "server.port", port, "--port " + port);
        put(root, "engine.context", context, "--context " + context);
        put(root, "engine.threads", threads, "--threads " + threads);
        put(root, "engine.gpu_layers", gpuLayers, "--gpu-layers " + gpuLayers);
        put(
                root,
                "batch_time",
                profile == null ? null : "{source: calibration, path: " + absolute(profile) + "}",
                "--profile " + profile);
        put(root, "engine.libraries", absolute(libraries), "--libraries " + libraries);
        set.forEach((key, value) -> root.set(key, value, "--set " + key + "=" + value));
        return read(new DeploymentFile(root, folder));
    }

    private Read read(DeploymentFile deployment) {
        Section root = deployment.root();
        ServerConfig server = deployment.server();
        deployment.name();
        NOT_SERVED.forEach(root::has);
        ModelReference reference = ModelReference.parse(root.text("model"));
        Path path = modelFile(deployment, reference);
        CalibrationProfile measured = profile(deployment);
        if (measured != null) {
            measured.requireModel(ModelFile.of(path), "batch_time.path");
        }
        if (tbt != null) {
            root.set("scheduler.token_budget", Integer.toString(tokenBudget(measured)), "--tbt " + tbt);
        }
        EngineOptions.Recording recording = record == null
                ? null
                : new EngineOptions.Recording(
                        EventLogConfig.of(record),
                        List.copyOf(server.classes().values()),
                        batchTimes(deployment, measured));
        String id = reference instanceof ModelReference.Demo ? DemoModel.NAME : stem(path);
        EngineOptions engine =
                EngineSection.read(deployment, path, id, measured == null ? null : measured.times(), recording);
        root.done();
        return new Read(server, engine);
    }

    private static Path modelFile(DeploymentFile deployment, ModelReference reference) {
        if (reference instanceof ModelReference.LocalFile(Path path)) {
            Path file = deployment.folder().resolve(path);
            if (!Files.isRegularFile(file)) {
                throw deployment
                        .root()
                        .error("model", "is " + path + ", which is no file. Maybe hf:owner/repo/file.gguf, or demo");
            }
            return file;
        }
        try (Download download = new Download()) {
            return ModelFiles.ofUser().file(reference, download);
        }
    }

    /** The profile under {@code batch_time:}; null when batch times come from elsewhere, which only simulations can use. */
    private static @Nullable CalibrationProfile profile(DeploymentFile deployment) {
        if (!deployment.root().isSection("batch_time")) {
            deployment.root().has("batch_time");
            return null;
        }
        Section section = deployment.root().section("batch_time");
        if (!section.optionalText("source").equals(Optional.of("calibration"))) {
            section.ignoreOthers();
            return null;
        }
        return CalibrationProfile.read(section.path("path", deployment.folder()));
    }

    /** Where a replay finds how long batches take here. */
    private static Map<String, Object> batchTimes(DeploymentFile deployment, @Nullable CalibrationProfile measured) {
        if (measured == null) {
            return Map.of();
        }
        Section section = deployment.root().section("batch_time");
        Path path = section.path("path", deployment.folder());
        section.ignoreOthers(); // they have been read with the profile
        return Map.of(
                "batch_time",
                Map.of("source", "calibration", "path", path.toAbsolutePath().toString()));
    }

    private int tokenBudget(@Nullable CalibrationProfile measured) {
        long nanos = Section.nanos(String.valueOf(tbt))
                .filter(value -> value > 0)
                .orElseThrow(() -> new InputException("--tbt is '" + tbt + "'; it must be a duration such as 100ms"));
        if (measured == null) {
            throw new InputException("--tbt " + tbt + " needs --profile. Maybe 'sangam calibrate' first");
        }
        return TokenBudget.tokens(
                measured.times(), EXPECTED, (double) nanos, measured.settings().batchTokens());
    }

    /** Shows how far a download has come. */
    static final class Download implements ModelFiles.Progress, AutoCloseable {
        private @Nullable Progress progress;

        @Override
        public void at(long done, long total) {
            if (progress == null) {
                progress = new Progress("download", total);
            }
            progress.reach(done);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }

    private static String stem(Path path) {
        return String.valueOf(path.getFileName()).replaceFirst("(?<=.)[.]gguf$", "");
    }

    /** A path on the command line counts from the current folder, not from the deployment file's. */
    private @Nullable String modelValue() {
        return model != null && Files.exists(Path.of(model)) ? absolute(model) : model;
    }

    private static @Nullable String absolute(@Nullable String path) {
        return path == null
                ? null
                : "'" + Path.of(path).toAbsolutePath().toString().replace("'", "''") + "'";
    }

    private static void put(Section root, String key, @Nullable String value, String option) {
        if (value != null) {
            root.set(key, value, option);
        }
    }
}
