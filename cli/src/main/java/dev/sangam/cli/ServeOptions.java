package dev.sangam.cli;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.eventlog.EventLogConfig;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.EngineSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            names = "--record",
            paramLabel = "FILE",
            description = "Write an event log, for 'sangam replay': lengths, hashes and times, no text.")
    private @Nullable Path record;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets any key of the deployment file, after all other options: --set server.port=9000.")
    private Map<String, String> set = new LinkedHashMap<>();

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
        put(root, "engine.libraries", absolute(libraries), "--libraries " + libraries);
        set.forEach((key, value) -> root.set(key, value, "--set " + key + "=" + value));
        return read(new DeploymentFile(root, folder));
    }

    private Read read(DeploymentFile deployment) {
        Section root = deployment.root();
        ServerConfig server = deployment.server();
        deployment.name();
        NOT_SERVED.forEach(root::has);
        Path path = modelFile(deployment);
        EngineOptions.Recording recording = record == null
                ? null
                : new EngineOptions.Recording(
                        EventLogConfig.of(record), List.copyOf(server.classes().values()), Map.of());
        EngineOptions engine = EngineSection.read(deployment, path, stem(path), null, recording);
        root.done();
        return new Read(server, engine);
    }

    private static Path modelFile(DeploymentFile deployment) {
        String model = deployment.root().text("model");
        Path path = deployment.folder().resolve(model);
        if (!Files.isRegularFile(path)) {
            throw deployment
                    .root()
                    .error(
                            "model",
                            "is " + model + ", which is no file; it must be a GGUF file, hf:owner/repo/file, or demo");
        }
        return path;
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
