package dev.sangam.core.batchtime;

/**
 * The aggregates of a batch that batch-time models look at, kept incrementally: adding an item is O(1), so planning costs
 * O(changes) and not O(batch). Not thread-safe; owned by one step.
 *
 * <p>Words: the <em>context</em> of a prefill chunk is the number of tokens already in the KV cache before it; the context
 * of a decode is the number of tokens it attends to, itself included. All counts are tokens unless said otherwise.
 */
public final class BatchShape {
    private int prefills;
    private int prefillTokens;
    private long prefillContext;
    private long prefillContext64;
    private long prefillSquares;
    private long prefillProducts;
    private int decodes;
    private long decodeContext;
    private int maxDecodeContext;
    private int minDecodeContext;
    private int lastChunks;
    private long heldTokens;
    private long savedTokens;
    private long restoredTokens;
    private int restores;

    /** Empties the batch. */
    public void clear() {
        prefills = 0;
        prefillTokens = 0;
        prefillContext = 0;
        prefillContext64 = 0;
        prefillSquares = 0;
        prefillProducts = 0;
        decodes = 0;
        decodeContext = 0;
        maxDecodeContext = 0;
        minDecodeContext = 0;
        lastChunks = 0;
        heldTokens = 0;
        savedTokens = 0;
        restoredTokens = 0;
        restores = 0;
    }

    /**
     * Adds a prefill chunk.
     *
     * @param context tokens of history
     * @param chunk tokens computed
     * @param last whether it ends its prompt, so that a token is sampled
     */
    public void addPrefill(int context, int chunk, boolean last) {
        addPrefill(context, chunk);
        lastChunks += last ? 1 : 0;
    }

    /** Takes back a chunk that was added with the same arguments. */
    public void removePrefill(int context, int chunk, boolean last) {
        removePrefill(context, chunk);
        lastChunks -= last ? 1 : 0;
    }

    /** Adds a prefill chunk of {@code chunk} tokens over {@code context} tokens of history that samples nothing. */
    public void addPrefill(int context, int chunk) {
        prefills++;
        prefillTokens += chunk;
        prefillContext += context;
        prefillContext64 += (context + 63) & ~63;
        prefillSquares += (long) chunk * chunk;
        prefillProducts += (long) chunk * context;
    }

    /** Takes back a chunk that was added with the same arguments. */
    public void removePrefill(int context, int chunk) {
        prefills--;
        prefillTokens -= chunk;
        prefillContext -= context;
        prefillContext64 -= (context + 63) & ~63;
        prefillSquares -= (long) chunk * chunk;
        prefillProducts -= (long) chunk * context;
    }

    /** Adds one decode token that attends to {@code context} tokens, itself included. */
    public void addDecode(int context) {
        minDecodeContext = decodes == 0 ? context : Math.min(minDecodeContext, context);
        maxDecodeContext = Math.max(maxDecodeContext, context);
        decodes++;
        decodeContext += context;
    }

    /** Says how many tokens the KV cache holds while the batch runs, those of sequences that are not in it included. */
    public void holdTokens(long tokens) {
        heldTokens = tokens;
    }

    /** The KV of a sequence, so many tokens, is copied to host memory before the batch runs. */
    public void addSaved(long tokens) {
        savedTokens += tokens;
    }

    /** The KV of a sequence, so many tokens, is copied back from host memory before the batch runs. */
    public void addRestored(int tokens) {
        restoredTokens += tokens;
        restores++;
    }

    /** Takes back what was added with the same argument. */
    public void removeRestored(int tokens) {
        restoredTokens -= tokens;
        restores--;
    }

    /** Sequences in the batch, prefills and decodes. */
    public int sequences() {
        return prefills + decodes;
    }

    /** Tokens processed by this iteration: prefill tokens and one per decode. */
    public int tokens() {
        return prefillTokens + decodes;
    }

    /** Number of prefill chunks. */
    public int prefills() {
        return prefills;
    }

    /** Sum of the prefill chunks. */
    public int prefillTokens() {
        return prefillTokens;
    }

    /** Sum of the prefill contexts. */
    public long prefillContext() {
        return prefillContext;
    }

    /** Sum of the prefill contexts, each rounded up to a multiple of 64. */
    public long prefillContext64() {
        return prefillContext64;
    }

    /** Sum of the squared prefill chunks. */
    public long prefillSquares() {
        return prefillSquares;
    }

    /** Sum over prefills of chunk times context. */
    public long prefillProducts() {
        return prefillProducts;
    }

    /** Number of decodes. */
    public int decodes() {
        return decodes;
    }

    /** Sum of the decode contexts. */
    public long decodeContext() {
        return decodeContext;
    }

    /** Largest decode context, 0 without decodes. */
    public int maxDecodeContext() {
        return maxDecodeContext;
    }

    /** Smallest decode context, 0 without decodes. */
    public int minDecodeContext() {
        return minDecodeContext;
    }

    /** Tokens sampled by this iteration: one per decode and per prompt that ends. */
    public int outputs() {
        return decodes + lastChunks;
    }

    /** Tokens that the KV cache holds, of all sequences and of kept prefixes; 0 where nobody said so. */
    public long heldTokens() {
        return heldTokens;
    }

    /** Tokens whose KV is copied to host memory before the batch runs. */
    public long savedTokens() {
        return savedTokens;
    }

    /** Tokens whose KV is copied back from host memory before the batch runs. */
    public long restoredTokens() {
        return restoredTokens;
    }

    /** Sequences whose KV is copied back from host memory before the batch runs. */
    public int restores() {
        return restores;
    }

    @Override
    public String toString() {
        return "BatchShape[prefills=" + prefills + ", prefillTokens=" + prefillTokens + ", prefillContext="
                + prefillContext + ", decodes=" + decodes + ", decodeContext=" + decodeContext + "]";
    }
}
