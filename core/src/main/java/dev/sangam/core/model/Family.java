package dev.sangam.core.model;

/**
 * Which small tensors a decoder has beside its matrices: norms and biases. They cost next to no time or memory; they
 * are counted so that parameter counts equal the published ones to the last digit.
 */
public enum Family {
    /** Llama, Mistral, Mixtral, Yi, InternLM: two RMS norms a layer, no bias. */
    LLAMA(2, false, false, false, false),
    /** Qwen, Qwen2, Qwen2.5: as Llama, with biases on the query, key and value projections. */
    QWEN2(2, false, true, false, false),
    /** Qwen3: as Llama, with RMS norms on each head of query and key. */
    QWEN3(2, false, false, false, true),
    /** Phi-1.5 and phi-2: one layer norm a layer before attention and MLP in parallel, a bias on every linear layer. */
    PHI(1, true, true, true, false),
    /** Falcon 40B and 180B: two layer norms a layer, attention and MLP in parallel, no bias on linear layers. */
    FALCON(2, true, false, false, false);

    private final int normsPerLayer;
    private final boolean normBias;
    private final boolean qkvBias;
    private final boolean linearBias;
    private final boolean headNorms;

    Family(int normsPerLayer, boolean normBias, boolean qkvBias, boolean linearBias, boolean headNorms) {
        this.normsPerLayer = normsPerLayer;
        this.normBias = normBias;
        this.qkvBias = qkvBias;
        this.linearBias = linearBias;
        this.headNorms = headNorms;
    }

    /** Parameters of one layer that are not in its matrices. */
    long smallParametersPerLayer(int hidden, Attention attention, FeedForward feedForward) {
        long qkv = (long) attention.queryWidth() + 2L * attention.kvWidth();
        long linear = hidden + feedForward.biasParameters(hidden);
        return normsPerLayer * normParameters(hidden)
                + (qkvBias ? qkv : 0)
                + (linearBias ? linear : 0)
                + (headNorms ? 2L * attention.headDim() : 0);
    }

    /** Parameters of the final norm, and of the LM head's bias where there is one. */
    long smallParametersOutside(int hidden, int vocabulary) {
        return normParameters(hidden) + (linearBias ? vocabulary : 0);
    }

    private long normParameters(int hidden) {
        return normBias ? 2L * hidden : hidden;
    }
}
