package dev.sangam.sim.model;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Attention;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.Family;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.files.gguf.GgufFile;
import dev.sangam.files.gguf.GgufTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a model's shape from the header of its GGUF file: any decoder whose keys are those of llama.cpp. Norms and biases
 * of an architecture that is not known here are counted as Llama's.
 */
final class GgufModel {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String HEAD = "output.weight";
    private static final String LAYER = "blk.";
    /** Bytes per number that lie halfway between the formats that we tell apart. */
    private static final double ABOVE_FOUR_BITS = 0.8;

    private static final double ABOVE_EIGHT_BITS = 1.5;
    private static final double ABOVE_SIXTEEN_BITS = 3;

    private final GgufFile file;

    private GgufModel(GgufFile file) {
        this.file = file;
    }

    static ModelSpec read(Path path) {
        return new GgufModel(GgufFile.read(path)).spec();
    }

    private ModelSpec spec() {
        int hidden = required("embedding_length");
        int heads = required("attention.head_count");
        int kvHeads = optional("attention.head_count_kv").orElse(heads);
        int headDim = optional("attention.key_length").orElse(hidden / heads);
        int layers = required("block_count");
        int context = required("context_length");
        GgufTensor embedding = tensor(EMBEDDING)
                .orElseThrow(
                        () -> new InputException(file.path() + ": has no " + EMBEDDING + "; it is no language model"));
        try {
            return new ModelSpec(
                    String.valueOf(file.path().getFileName()),
                    family(),
                    layers,
                    hidden,
                    new Attention(heads, kvHeads, headDim),
                    feedForward(),
                    Math.toIntExact(embedding.rows()),
                    context,
                    tensor(HEAD).isEmpty(),
                    weights(),
                    Dtype.FP16);
        } catch (IllegalArgumentException e) {
            throw new InputException(file.path() + ": " + e.getMessage(), e);
        }
    }

    private Family family() {
        return switch (file.architecture()) {
            case "qwen2" -> Family.QWEN2;
            case "qwen3", "qwen3moe" -> Family.QWEN3;
            case "phi2" -> Family.PHI;
            case "falcon" -> Family.FALCON;
            default -> Family.LLAMA;
        };
    }

    private FeedForward feedForward() {
        if (file.ofArchitecture("expert_count").orElse(0) > 0) {
            int intermediate = optional("expert_feed_forward_length").orElseGet(() -> required("feed_forward_length"));
            int shared = optional("expert_shared_feed_forward_length").orElse(0);
            return new FeedForward.Mixture(
                    required("expert_count"), required("expert_used_count"), intermediate, shared);
        }
        boolean gated = file.tensors().stream().anyMatch(t -> t.name().endsWith(".ffn_gate.weight"));
        return new FeedForward.Dense(required("feed_forward_length"), gated);
    }

    /** The format whose size comes next to the mean of the layers' matrices. */
    private Dtype weights() {
        List<GgufTensor> matrices = file.tensors().stream()
                .filter(t -> t.name().startsWith(LAYER) && t.dimensions().size() > 1)
                .toList();
        double bytes = matrices.stream().mapToDouble(GgufTensor::bytes).sum();
        double each = bytes
                / Math.max(1, matrices.stream().mapToLong(GgufTensor::elements).sum());
        if (each > ABOVE_SIXTEEN_BITS) {
            return Dtype.FP32;
        }
        if (each > ABOVE_EIGHT_BITS) {
            return Dtype.FP16;
        }
        return each > ABOVE_FOUR_BITS ? Dtype.INT8 : Dtype.INT4;
    }

    private Optional<GgufTensor> tensor(String name) {
        return file.tensors().stream().filter(t -> t.name().equals(name)).findFirst();
    }

    private int required(String key) {
        return optional(key)
                .orElseThrow(() -> new InputException(file.path() + ": has no whole number " + file.architecture() + "."
                        + key + ", without which its shape is not known"));
    }

    private Optional<Integer> optional(String key) {
        OptionalLong value = file.ofArchitecture(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.getAsLong() < 1 || value.getAsLong() > Integer.MAX_VALUE) {
            throw new InputException(file.path() + ": " + file.architecture() + "." + key + " is " + value.getAsLong()
                    + "; it must be between 1 and " + Integer.MAX_VALUE);
        }
        return Optional.of((int) value.getAsLong());
    }
}
