package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.EngineSection;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A model file and how the kernels are set up for it, for commands that run them in this process. */
final class KernelOptions {
    /** Keys that are not about the kernels. */
    private static final String[] OTHERS = {"hardware", "router", "slos", "workload", "batch_time", "classes", "server"
    };

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "A GGUF file, hf:owner/repo/file.gguf, or demo.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the kernels (default: one less than there are cores).")
    private @Nullable String threads;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description = "Longest sequence (default: the model's own, at most 8192).")
    private @Nullable String context;

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            description = "llama.cpp libraries of your own build, in place of those that come with Sangam.")
    private @Nullable String libraries;

    private @Nullable Path file;

    /** The model's file, which exists; it is downloaded when it must be. */
    Path model() {
        if (file == null) {
            file = resolved();
        }
        return file;
    }

    private Path resolved() {
        ModelReference reference = ModelReference.parse(model);
        if (reference instanceof ModelReference.LocalFile(Path path)) {
            if (!Files.isRegularFile(path)) {
                throw new InputException(
                        "--model " + model + ": is no file. Maybe a GGUF file, hf:owner/repo/file.gguf, or demo");
            }
            return path;
        }
        try (ServeOptions.Download download = new ServeOptions.Download()) {
            return ModelFiles.ofUser().file(reference, download);
        }
    }

    /** The model's name without its ending. */
    String name() {
        return String.valueOf(model().getFileName()).replaceFirst("(?<=.)[.]gguf$", "");
    }

    /** Sets what the options change in a deployment. */
    void applyTo(Section root) {
        put(root, "engine.threads", threads, "--threads " + threads);
        put(root, "engine.context", context, "--context " + context);
        put(root, "engine.libraries", libraries == null ? null : quoted(libraries), "--libraries " + libraries);
    }

    /** How the engine is set up for the deployment, which must hold nothing unknown. */
    EngineOptions engine(DeploymentFile deployment) {
        Section root = deployment.root();
        deployment.name();
        root.has("model");
        for (String other : OTHERS) {
            root.has(other);
        }
        EngineOptions options = EngineSection.read(deployment, model(), name(), null, null);
        root.done();
        return options;
    }

    private static void put(Section root, String key, @Nullable String value, String option) {
        if (value != null) {
            root.set(key, value, option);
        }
    }

    private static String quoted(String path) {
        return "'" + Path.of(path).toAbsolutePath().toString().replace("'", "''") + "'";
    }
}
