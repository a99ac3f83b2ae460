package dev.sangam.core.batchtime;

/**
 * Operators whose time depends on a count alone: of tokens, for the last two of sequences. Times are of one layer of one GPU.
 */
public enum LayerOperator {
    /** One of a layer's two norms, fused with the residual that it adds. */
    NORM,
    /** Adding a residual, where that is a kernel of its own. */
    ADD,
    /** The projection to queries, keys and values. */
    QKV,
    /** Rotary embedding of queries and keys. */
    ROTARY,
    /** Keys and values on their way into the cache. */
    CACHE_WRITE,
    /** The projection of what attention gives. */
    ATTENTION_OUT,
    /** The MLP's first product; gate and up projection in one where it is gated. */
    MLP_UP,
    ACTIVATION,
    MLP_DOWN,
    /** A mixture of experts in place of the MLP, router included. */
    EXPERTS,
    /** One of a layer's two all-reduces among the GPUs of a tensor-parallel group. */
    ALL_REDUCE,
    /** Looking up the rows of the embedding table. */
    EMBEDDING,
    /** The hidden state on its way to the next pipeline stage. */
    SEND,
    LM_HEAD,
    SAMPLER
}
