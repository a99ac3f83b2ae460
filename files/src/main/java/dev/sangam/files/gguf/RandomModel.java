package dev.sangam.files.gguf;

import dev.sangam.core.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A model that knows nothing, for tests of load and speed: as large and as slow as a real one of its shape. Its weights
 * follow from the seed alone. Text becomes one token a byte and comes back as it was; most of what the model itself says is
 * filler words.
 *
 * @param type of all matrices: F16, Q8_0 or Q4_0
 * @param seed another seed is another model
 * @param embeddings whether it gives a text's embedding (the mean over its tokens) rather than a continuation
 */
public record RandomModel(LlamaShape shape, TensorType type, long seed, boolean embeddings) {
    private static final Map<String, LlamaShape> SHAPES = shapes();

    private static final int MEAN_POOLING = 1;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    /** How far apart the scores of tokens are (their standard deviation), so that some are clearly likelier. */
    private static final double SCORE_DEVIATION = 2;

    /** Sharpens attention, so that what comes next depends on what was said and where, and not on the last token alone. */
    private static final double ATTENTION_GAIN = 2;
    /** Special tokens score near 0, so that the likeliest token never ends a text. */
    private static final double SPECIAL_GAIN = 0.1 * SCORE_DEVIATION;

    private static Map<String, LlamaShape> shapes() {
        Map<String, LlamaShape> shapes = new LinkedHashMap<>();
        shapes.put("tiny", new LlamaShape(2, 64, 4, 2, 128, 320, 2048, 10_000));
        shapes.put("135m", new LlamaShape(30, 576, 9, 3, 1536, 49_152, 2048, 10_000));
        shapes.put("311m", new LlamaShape(24, 1024, 16, 4, 2912, 32_768, 4096, 10_000));
        shapes.put("360m", new LlamaShape(32, 960, 15, 5, 2560, 49_152, 2048, 10_000));
        shapes.put("1b", new LlamaShape(16, 2048, 32, 8, 8192, 128_256, 8192, 500_000));
        return Collections.unmodifiableMap(shapes);
    }

    /** The names of the shapes, the smallest first. */
    public static List<String> shapeNames() {
        return List.copyOf(SHAPES.keySet());
    }

    /**
     * A shape by its name.
     *
     * @throws InputException when there is none
     */
    public static LlamaShape shape(String name) {
        LlamaShape shape = SHAPES.get(name.toLowerCase(Locale.ROOT));
        if (shape == null) {
            throw new InputException(
                    "there is no shape " + name + "; it must be one of " + String.join(", ", SHAPES.keySet()));
        }
        return shape;
    }

    public RandomModel {
        if (shape.vocabulary() < Vocabulary.LEAST_SIZE) {
            throw new IllegalArgumentException("the vocabulary has " + shape.vocabulary() + " tokens; it must have "
                    + Vocabulary.LEAST_SIZE + " or more: one for each byte, and the special ones");
        }
    }

    /**
     * Bytes of the tensors.
     *
     * @throws IllegalArgumentException when rows of the shape are no multiple of the type's block
     */
    public long dataBytes() {
        return writer().dataBytes();
    }

    /**
     * Writes it, with memory for little more than its vocabulary.
     *
     * @param progress is told the bytes of tensors written so far, now and then
     */
    public void write(Path target, LongConsumer progress) {
        writer().write(target, this::fill, progress);
    }

    private GgufWriter writer() {
        String name = String.format(
                "Random %s, %,d parameters, seed %d", embeddings ? "embedder" : "llama", shape.parameters(), seed);
        GgufWriter writer =
                LlamaFile.writer(name, shape, vocabulary(), type).metadata("general.license", GgufValue.of("cc0-1.0"));
        return embeddings ? writer.metadata("llama.pooling_type", GgufValue.of(MEAN_POOLING)) : writer;
    }

    private Vocabulary vocabulary() {
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        for (int b = 0; b < 256; b++) {
            tokens.add(String.valueOf(ByteAlphabet.of(b)));
        }
        while (tokens.size() < shape.vocabulary()) {
            tokens.add(ByteAlphabet.of(" w" + tokens.size()));
        }
        return new Vocabulary(tokens, List.of());
    }

    /** Norms are 1. Matrices keep the size of what they multiply, which keeps every layer's say, and so the scores, varied. */
    private void fill(GgufTensor tensor, long row, float[] values) {
        if (tensor.dimensions().size() == 1) {
            Arrays.fill(values, 1);
            return;
        }
        double deviation = gain(tensor.name(), row) / Math.sqrt(values.length);
        // A 16-bit number is uniform on -32768..32767, whose standard deviation is 65536 / sqrt(12).
        float scale = (float) (deviation * Math.sqrt(12) / (1 << 16));
        long state = mix(mix(seed + GOLDEN_GAMMA) ^ mix(tensor.offset() + row * GOLDEN_GAMMA));
        long bits = 0;
        for (int i = 0; i < values.length; i++) {
            if (i % 4 == 0) {
                state += GOLDEN_GAMMA;
                bits = mix(state);
            }
            values[i] = (short) bits * scale;
            bits >>>= 16;
        }
    }

    private static double gain(String tensor, long row) {
        if (tensor.equals("token_embd.weight")) {
            return row < Vocabulary.SPECIAL.size() ? SPECIAL_GAIN : SCORE_DEVIATION;
        }
        if (tensor.endsWith("attn_q.weight") || tensor.endsWith("attn_k.weight")) {
            return ATTENTION_GAIN;
        }
        return 1;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014, figure 16). */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
