package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.EngineSection;
import dev.sangam.serve.models.ModelReference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A model file and how the kernels are set up for it, for commands that run them in this process. */
final class KernelOptions {
    /** Keys that are not about the kernels. */
    private static final String[] OTHERS = {"hardware", "router", "slos", "workload", "batch_time", "classes", "server"
    };

    @Mixin
    private ModelFlags flags = new ModelFlags();

    private @Nullable Path file;

    /** The model's file, which exists; it is downloaded when it must be. */
    Path model() {
        if (file == null) {
            file = resolved();
        }
        return file;
    }

    private Path resolved() {
        String model = flags.model()
                .orElseThrow(() ->
                        new InputException("--model is missing. Maybe a GGUF file, hf:owner/repo/file.gguf, or demo"));
        return ModelFlags.file(ModelReference.parse(model), Path.of(""))
                .orElseThrow(() -> new InputException(
                        "--model " + model + ": is no file. Maybe a GGUF file, hf:owner/repo/file.gguf, or demo"));
    }

    /** The model's name without its ending. */
    String name() {
        return ModelFlags.name(model());
    }

    /** Sets what the options change in a deployment. */
    void applyTo(Section root) {
        flags.applyTo(root);
    }

    /**
     * How the engine is set up for the deployment, which must hold nothing unknown.
     *
     * @param batchTime predicts steps; {@code null} when nothing is known of this machine
     */
    EngineOptions engine(DeploymentFile deployment, @Nullable BatchTimeModel batchTime) {
        Section root = deployment.root();
        deployment.name();
        root.has("model");
        for (String other : OTHERS) {
            root.has(other);
        }
        EngineOptions options = EngineSection.read(deployment, model(), name(), batchTime, null);
        root.done();
        return options;
    }
}
