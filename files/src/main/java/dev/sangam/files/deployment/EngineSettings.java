package dev.sangam.files.deployment;

import dev.sangam.files.Section;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code engine:} section: how the kernels of a server are set up.
 *
 * @param context longest sequence, tokens; empty for the model's own
 * @param threads threads of the kernels; empty for one less than there are cores
 * @param gpuLayers layers that a GPU computes
 * @param unifiedKv one KV buffer for all sequences; else one each
 * @param libraries folder of llama.cpp's libraries; empty for those that come with the product
 * @param chatTemplate file of a Jinja template in place of the model's own
 */
public record EngineSettings(
        Optional<Integer> context,
        Optional<Integer> threads,
        int gpuLayers,
        boolean unifiedKv,
        Optional<Path> libraries,
        Optional<Path> chatTemplate) {
    private static final int MAX_CONTEXT = 1 << 24;
    private static final int MAX_THREADS = 512;
    private static final int MAX_LAYERS = 10_000;

    /** Reads the section of a deployment file; every key must be known. */
    static EngineSettings read(Section root, Path folder) {
        Section engine = root.optionalSection("engine").orElseGet(Section::empty);
        return new EngineSettings(
                engine.integer("context", 16, MAX_CONTEXT),
                engine.integer("threads", 1, MAX_THREADS),
                engine.integer("gpu_layers", 0, MAX_LAYERS).orElse(0),
                engine.flag("unified_kv").orElse(true),
                engine.optionalText("libraries").map(folder::resolve),
                engine.optionalText("chat_template").map(folder::resolve));
    }
}
