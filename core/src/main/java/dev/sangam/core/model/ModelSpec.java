package dev.sangam.core.model;

/**
 * Shape of a decoder-only transformer: all that memory planning and batch-time models need to know of it.
 *
 * @param name as published
 * @param family which norms and biases it has
 * @param layers decoder layers
 * @param hidden width of the residual stream
 * @param attention heads of a layer
 * @param feedForward MLP of a layer
 * @param vocabulary rows of the embedding table
 * @param maxContext longest sequence the model was made for, tokens
 * @param tiedEmbeddings whether the LM head is the embedding table
 * @param weightDtype format of the layers' matrices; embeddings, LM head, norms and biases stay in 16 bits
 * @param kvDtype format of the KV cache
 */
public record ModelSpec(
        String name,
        Family family,
        int layers,
        int hidden,
        Attention attention,
        FeedForward feedForward,
        int vocabulary,
        int maxContext,
        boolean tiedEmbeddings,
        Dtype weightDtype,
        Dtype kvDtype) {

    public ModelSpec {
        requirePositive("layers", layers);
        requirePositive("hidden", hidden);
        requirePositive("vocabulary", vocabulary);
        requirePositive("max_context", maxContext);
    }

    /** All parameters. */
    public long parameters() {
        return layers * layerParameters() + outsideParameters();
    }

    /** Parameters a token passes through: all of them but the experts that it does not visit. */
    public long activeParameters() {
        long idle = feedForward.parameters(hidden) - feedForward.activeParameters(hidden);
        return parameters() - layers * idle;
    }

    /** Parameters of one decoder layer. */
    public long layerParameters() {
        return attention.parameters(hidden)
                + feedForward.parameters(hidden)
                + family.smallParametersPerLayer(hidden, attention, feedForward);
    }

    /** Parameters outside the layers: embedding table, LM head where it is not the same table, final norm. */
    public long outsideParameters() {
        return (tiedEmbeddings ? 1 : 2) * embeddingParameters() + family.smallParametersOutside(hidden, vocabulary);
    }

    /** Parameters of the embedding table, and of the LM head. */
    public long embeddingParameters() {
        return (long) vocabulary * hidden;
    }

    /** Bytes of one decoder layer. */
    public double layerBytes() {
        long matrices = attention.parameters(hidden) + feedForward.parameters(hidden);
        return matrices * weightDtype.bytes() + (layerParameters() - matrices) * unquantisedBytes();
    }

    /** Bytes of all that is outside the layers. */
    public double outsideBytes() {
        return outsideParameters() * unquantisedBytes();
    }

    /** Bytes per value of what is never quantised: 2, or 4 for a model in 32 bits. */
    public double unquantisedBytes() {
        return Math.max(Dtype.BF16.bytes(), weightDtype.bytes());
    }

    /** Bytes that one token adds to the KV cache over all layers and heads. */
    public double kvBytesPerToken() {
        return 2.0 * layers * attention.kvWidth() * kvDtype.bytes();
    }

    /** This model in other number formats. */
    public ModelSpec with(Dtype weights, Dtype kv) {
        return new ModelSpec(
                name,
                family,
                layers,
                hidden,
                attention,
                feedForward,
                vocabulary,
                maxContext,
                tiedEmbeddings,
                weights,
                kv);
    }

    static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be >= 1");
        }
    }

    static void requirePositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be > 0");
        }
    }
}
