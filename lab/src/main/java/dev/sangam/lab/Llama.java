package dev.sangam.lab;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import dev.sangam.files.gguf.LlamaShape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A transformer of the llama architecture (Touvron et al. 2023): RMS norms, rotary positions, grouped-query attention,
 * SwiGLU, and the embedding for an output matrix. Weights have llama.cpp's names and are stored a row for each output.
 */
final class Llama {
    private static final double MASKED = -1e9;
    private static final double EMBEDDING_DEVIATION = 0.02;
    private static final int SEED_BOUND = 1 << 30;

    private final LlamaShape shape;
    private final int length;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final NDArray cos;
    private final NDArray sin;
    private final NDArray quarterTurn;
    private final NDArray mask;

    /**
     * A model with random weights.
     *
     * @param length of the longest sequence it will be given, in tokens
     */
    Llama(NDManager manager, LlamaShape shape, int length, long seed) {
        this.shape = shape;
        this.length = length;
        manager.getEngine().setRandomSeed((int) (seed % SEED_BOUND));
        initialize(manager);
        int size = shape.headSize();
        float[] cosines = new float[length * size];
        float[] sines = new float[length * size];
        for (int t = 0; t < length; t++) {
            for (int i = 0; i < size; i++) {
                int even = i - i % 2;
                double angle = t * Math.pow(shape.ropeBase(), -(double) even / size);
                cosines[t * size + i] = (float) Math.cos(angle);
                sines[t * size + i] = (float) Math.sin(angle);
            }
        }
        cos = manager.create(cosines, new Shape(length, size));
        sin = manager.create(sines, new Shape(length, size));
        quarterTurn = manager.create(quarterTurn(size), new Shape(size, size));
        mask = manager.create(
                mask(length, shape.heads() / shape.kvHeads()),
                new Shape((long) length * shape.heads() / shape.kvHeads(), length));
    }

    private void initialize(NDManager manager) {
        int hidden = shape.hidden();
        double deviation = 0.7 / Math.sqrt(hidden);
        double residual = deviation / Math.sqrt(2.0 * shape.layers());
        matrix(manager, "token_embd.weight", shape.vocabulary(), hidden, EMBEDDING_DEVIATION);
        for (int i = 0; i < shape.layers(); i++) {
            String block = "blk." + i + ".";
            norm(manager, block + "attn_norm.weight");
            matrix(manager, block + "attn_q.weight", hidden, hidden, deviation);
            matrix(manager, block + "attn_k.weight", shape.kvSize(), hidden, deviation);
            matrix(manager, block + "attn_v.weight", shape.kvSize(), hidden, deviation);
            matrix(manager, block + "attn_output.weight", hidden, hidden, residual);
            norm(manager, block + "ffn_norm.weight");
            matrix(manager, block + "ffn_gate.weight", shape.feedForward(), hidden, deviation);
            matrix(manager, block + "ffn_up.weight", shape.feedForward(), hidden, deviation);
            matrix(manager, block + "ffn_down.weight", hidden, shape.feedForward(), residual);
        }
        norm(manager, "output_norm.weight");
    }

    private void matrix(NDManager manager, String name, int rows, int columns, double deviation) {
        weight(name, manager.randomNormal(0, (float) deviation, new Shape(rows, columns), DataType.FLOAT32));
    }

    private void norm(NDManager manager, String name) {
        weight(name, manager.ones(new Shape(shape.hidden())));
    }

    private void weight(String name, NDArray values) {
        values.setRequiresGradient(true);
        weights.put(name, values);
    }

    /** Turns the pairs (2i, 2i+1) of a row by a right angle. */
    private static float[] quarterTurn(int size) {
        float[] turn = new float[size * size];
        for (int i = 0; i < size; i += 2) {
            turn[(i + 1) * size + i] = -1;
            turn[i * size + i + 1] = 1;
        }
        return turn;
    }

    private static float[] mask(int length, int group) {
        float[] mask = new float[group * length * length];
        for (int row = 0; row < group * length; row++) {
            for (int past = row % length + 1; past < length; past++) {
                mask[row * length + past] = (float) MASKED;
            }
        }
        return mask;
    }

    LlamaShape shape() {
        return shape;
    }

    int length() {
        return length;
    }

    Map<String, NDArray> weights() {
        return weights;
    }

    NDArray weight(String name) {
        NDArray weight = weights.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("no weight " + name);
        }
        return weight;
    }

    /**
     * The scores of what comes next, after each token.
     *
     * @param tokens numbers of shape (sequences, {@link #length})
     * @return scores of shape (sequences, length, vocabulary), owned by the tokens' manager
     */
    NDArray logits(NDArray tokens) {
        NDArray x = Embedding.embedding(tokens, weight("token_embd.weight"), SparseFormat.DENSE)
                .singletonOrThrow();
        for (int i = 0; i < shape.layers(); i++) {
            String block = "blk." + i + ".";
            x = x.add(attention(block, norm(x, block + "attn_norm.weight")));
            x = x.add(feedForward(block, norm(x, block + "ffn_norm.weight")));
        }
        return linear(norm(x, "output_norm.weight"), "token_embd.weight");
    }

    private NDArray norm(NDArray x, String name) {
        NDArray inverse = x.square()
                .mean(new int[] {2}, true)
                .add(LlamaShape.NORM_EPSILON)
                .pow(-0.5);
        return x.mul(inverse).mul(weight(name));
    }

    private NDArray linear(NDArray x, String name) {
        return Linear.linear(x, weight(name)).singletonOrThrow();
    }

    private NDArray feedForward(String block, NDArray x) {
        NDArray gate = linear(x, block + "ffn_gate.weight");
        NDArray up = linear(x, block + "ffn_up.weight");
        return linear(gate.mul(Activation.sigmoid(gate)).mul(up), block + "ffn_down.weight");
    }

    /** The query heads that share a key head are stacked along time, so that no key is copied. */
    private NDArray attention(String block, NDArray x) {
        long sequences = x.getShape().get(0);
        int size = shape.headSize();
        NDArray q = rotate(heads(linear(x, block + "attn_q.weight"), shape.heads()))
                .reshape(sequences, shape.kvHeads(), -1, size);
        NDArray k = rotate(heads(linear(x, block + "attn_k.weight"), shape.kvHeads()));
        NDArray v = heads(linear(x, block + "attn_v.weight"), shape.kvHeads());
        NDArray scores = q.mul(1 / Math.sqrt(size)).matMul(k.swapAxes(2, 3)).add(mask);
        NDArray mixed = scores.softmax(-1).matMul(v).reshape(sequences, shape.heads(), length, size);
        return linear(mixed.swapAxes(1, 2).reshape(sequences, length, shape.hidden()), block + "attn_output.weight");
    }

    private NDArray heads(NDArray x, int heads) {
        return x.reshape(x.getShape().get(0), length, heads, shape.headSize()).swapAxes(1, 2);
    }

    private NDArray rotate(NDArray x) {
        return x.mul(cos).add(x.matMul(quarterTurn).mul(sin));
    }
}
