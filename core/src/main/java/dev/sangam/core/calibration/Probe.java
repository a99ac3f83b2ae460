package dev.sangam.core.calibration;

import dev.sangam.core.batchtime.BatchShape;

/**
 * A batch whose time is measured: equal decodes, and at most one prefill chunk beside them.
 *
 * @param decodes number of decodes
 * @param decodeContext tokens that each of them attends to, itself included; 0 without decodes
 * @param chunk tokens of the prefill chunk; 0 for none
 * @param chunkContext tokens in the cache before the chunk
 * @param last whether the chunk ends its prompt, so that a token is sampled
 * @param heldTokens tokens that the KV cache holds while the batch runs, of all sequences
 */
public record Probe(int decodes, int decodeContext, int chunk, int chunkContext, boolean last, int heldTokens) {
    public Probe {
        require(decodes >= 0, "decodes", decodes, ">= 0");
        require(
                decodes > 0 ? decodeContext > 0 : decodeContext == 0,
                "decode_context",
                decodeContext,
                "> 0 with decodes, else 0");
        require(chunk >= 0, "chunk", chunk, ">= 0");
        require(chunk > 0 || decodes > 0, "chunk", chunk, "> 0 without decodes");
        require(
                chunk > 0 ? chunkContext >= 0 : chunkContext == 0,
                "chunk_context",
                chunkContext,
                ">= 0 with a chunk, else 0");
        require(chunk > 0 || !last, "last", 1, "false without a chunk");
        long needed = (long) decodes * decodeContext + chunkContext + chunk;
        require(heldTokens >= needed, "held_tokens", heldTokens, ">= the " + needed + " tokens of the batch");
    }

    /** A batch that has the cache to itself. */
    public static Probe alone(int decodes, int decodeContext, int chunk, int chunkContext, boolean last) {
        return new Probe(
                decodes, decodeContext, chunk, chunkContext, last, decodes * decodeContext + chunkContext + chunk);
    }

    /** The batch of equal decodes and one chunk that comes nearest to a batch. */
    public static Probe like(BatchShape shape) {
        int decodes = shape.decodes();
        int chunk = shape.prefillTokens();
        int decodeContext = decodes == 0 ? 0 : (int) Math.round((double) shape.decodeContext() / decodes);
        double pairs = shape.prefillProducts() + 0.5 * shape.prefillSquares();
        int chunkContext = chunk == 0 ? 0 : (int) Math.max(0, Math.round(pairs / chunk - 0.5 * chunk));
        long held = Math.max(shape.heldTokens(), (long) decodes * decodeContext + chunkContext + chunk);
        return new Probe(decodes, decodeContext, chunk, chunkContext, shape.outputs() > decodes, (int) held);
    }

    /** Tokens processed. */
    public int tokens() {
        return decodes + chunk;
    }

    /** Its aggregates. */
    public BatchShape shape() {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < decodes; i++) {
            shape.addDecode(decodeContext);
        }
        if (chunk > 0) {
            shape.addPrefill(chunkContext, chunk, last);
        }
        shape.holdTokens(heldTokens);
        return shape;
    }

    private static void require(boolean holds, String name, int value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
        }
    }
}
