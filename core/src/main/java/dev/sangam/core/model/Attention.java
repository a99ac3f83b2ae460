package dev.sangam.core.model;

/**
 * Shape of a layer's attention: multi-head when {@code kvHeads == heads}, grouped-query when fewer, multi-query when 1.
 *
 * @param heads query heads
 * @param kvHeads key and value heads; they divide the query heads
 * @param headDim width of a head
 */
public record Attention(int heads, int kvHeads, int headDim) {
    public Attention {
        ModelSpec.requirePositive("heads", heads);
        ModelSpec.requirePositive("kv_heads", kvHeads);
        ModelSpec.requirePositive("head_dim", headDim);
        if ((long) heads * headDim > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("heads * head_dim is " + (long) heads * headDim + "; it must be < 2^31");
        }
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException("kv_heads is " + kvHeads + "; it must divide the " + heads + " heads");
        }
    }

    /** Width of all queries together. */
    public int queryWidth() {
        return heads * headDim;
    }

    /** Width of all keys together, and of all values together. */
    public int kvWidth() {
        return kvHeads * headDim;
    }

    /** Weights of the query, key, value and output projections of a layer. */
    public long parameters(int hidden) {
        return 2L * hidden * queryWidth() + 2L * hidden * kvWidth();
    }
}
