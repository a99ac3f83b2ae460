package dev.sangam.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the models of this process are computed. */
final class FidelityKernelFlags {
    private static final int MAX_THREADS = 512;
    private static final int MAX_LAYERS = 10_000;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of each model (default: one less than there are cores). Models take turns where"
                    + " there are not enough cores for all.")
    private @Nullable String threads;

    @Option(names = "--gpu-layers", paramLabel = "N", description = "Layers that a GPU computes (default: 0).")
    private @Nullable String gpuLayers;

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            description = "llama.cpp libraries of your own build, in place of those that come with Sangam.")
    private @Nullable Path libraries;

    FidelityKernelFlags() {}

    int threads() {
        return threads == null
                ? Math.max(1, Runtime.getRuntime().availableProcessors() - 1)
                : FlagValues.whole("--threads", threads, 1, MAX_THREADS);
    }

    int gpuLayers() {
        return gpuLayers == null ? 0 : FlagValues.whole("--gpu-layers", gpuLayers, 0, MAX_LAYERS);
    }

    /** Of the user's own build, if there are any. */
    Optional<Path> libraries() {
        return Optional.ofNullable(libraries);
    }
}
