package dev.sangam.core.batchtime;

import dev.sangam.core.model.ModelSpec;

/**
 * Floating-point operations that a batch needs: the numerator of model FLOPs utilisation. Counted is what the model
 * asks for (a multiply and an add are two), not what kernels compute in vain, nor norms and biases.
 */
public final class ModelFlops {
    private ModelFlops() {}

    /**
     * Operations of one iteration over all layers and GPUs: {@code 2 x weights} per token for the layers' active
     * matrices, the same for the LM head per sequence, and {@code 4 x heads x head_dim} per layer and query-key pair.
     */
    public static double of(ModelSpec model, BatchShape shape) {
        long matrices = model.attention().parameters(model.hidden())
                + model.feedForward().activeParameters(model.hidden());
        double linear = 2.0 * model.layers() * matrices * shape.tokens();
        double head = 2.0 * model.embeddingParameters() * shape.sequences();
        double pairs = prefillPairs(shape) + shape.decodeContext();
        double attention = 4.0 * model.layers() * model.attention().queryWidth() * pairs;
        return linear + head + attention;
    }

    /** Query-key pairs of the prefill chunks: the context in full, the chunk itself under the causal mask. */
    static double prefillPairs(BatchShape shape) {
        return shape.prefillProducts() + (shape.prefillSquares() + shape.prefillTokens()) / 2.0;
    }
}
