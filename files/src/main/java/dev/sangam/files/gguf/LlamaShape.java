package dev.sangam.files.gguf;

/**
 * The shape of a model of the llama architecture, with tied embeddings.
 *
 * @param layers blocks
 * @param hidden numbers in a token's state
 * @param heads query heads, each {@code hidden / heads} wide
 * @param kvHeads key and value heads, each shared by {@code heads / kvHeads} query heads
 * @param feedForward width of the feed-forward layer
 * @param vocabulary tokens known
 * @param context the longest sequence the model claims to know, in tokens
 * @param ropeBase base of the rotary position embedding's frequencies
 */
public record LlamaShape(
        int layers, int hidden, int heads, int kvHeads, int feedForward, int vocabulary, int context, float ropeBase) {
    /** Added to the mean square in each norm. */
    public static final float NORM_EPSILON = 1e-5f;

    public LlamaShape {
        positive("layers", layers);
        positive("hidden", hidden);
        positive("heads", heads);
        positive("kv heads", kvHeads);
        positive("feed-forward", feedForward);
        positive("vocabulary", vocabulary);
        positive("context", context);
        if (hidden % heads != 0 || hidden / heads % 2 != 0) {
            throw new IllegalArgumentException(
                    "hidden is " + hidden + "; it must be an even multiple of heads, which is " + heads);
        }
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "heads is " + heads + "; it must be a multiple of the kv heads, which are " + kvHeads);
        }
        if (!(ropeBase > 0) || Float.isInfinite(ropeBase)) {
            throw new IllegalArgumentException("the rope base is " + ropeBase + "; it must be > 0");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be >= 1");
        }
    }

    /** Width of a head. */
    public int headSize() {
        return hidden / heads;
    }

    /** Width of all keys, or of all values, of a token. */
    public int kvSize() {
        return kvHeads * headSize();
    }

    /** Numbers in the model; the embedding, which is also the output matrix, counts once. */
    public long parameters() {
        long attention = 2L * hidden * hidden + 2L * hidden * kvSize();
        long layer = attention + 3L * hidden * feedForward + 2L * hidden;
        return layers * layer + (long) vocabulary * hidden + hidden;
    }
}
