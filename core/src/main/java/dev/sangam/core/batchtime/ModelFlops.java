package dev.sangam.core.batchtime;

import dev.sangam.core.model.ModelSpec;

/**
 * Floating-point operations that a batch needs: the numerator of model FLOPs utilisation. Counted is what the model
 * asks for (a multiply and an add are two), not what kernels compute in vain, nor norms and biases.
 */
public final class ModelFlops {
    private final double perToken;
    private final double perSequence;
    private final double perPair;

    /**
     * Operations of one iteration over all layers and GPUs: {@code 2 x weights} per token for the layers' active
     * matrices, the same for the LM head per sequence, and {@code 4 x heads x head_dim} per layer and query-key pair.
     */
    public ModelFlops(ModelSpec model) {
        long matrices = model.attention().parameters(model.hidden())
                + model.feedForward().activeParameters(model.hidden());
        perToken = 2.0 * model.layers() * matrices;
        perSequence = 2.0 * model.embeddingParameters();
        perPair = 4.0 * model.layers() * model.attention().queryWidth();
    }

    /** Operations of a batch. */
    public double of(BatchShape shape) {
        double pairs = prefillPairs(shape) + shape.decodeContext();
        return perToken * shape.tokens() + perSequence * shape.sequences() + perPair * pairs;
    }

    /** Query-key pairs of the prefill chunks: the context in full, the chunk itself under the causal mask. */
    static double prefillPairs(BatchShape shape) {
        return shape.prefillProducts() + (shape.prefillSquares() + shape.prefillTokens()) / 2.0;
    }
}
