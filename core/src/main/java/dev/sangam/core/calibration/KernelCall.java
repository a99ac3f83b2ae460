package dev.sangam.core.calibration;

import dev.sangam.core.batchtime.BatchShape;
import java.util.List;

/**
 * What one call of the kernels computes: a whole batch, or its decodes or its prefills alone.
 *
 * @param prefillTokens prompt tokens
 * @param prefillPairs pairs of a prompt token and a token before it, of its own prompt
 * @param decodes decodes
 * @param decodeContext tokens that the decodes attend to, summed
 * @param outputs tokens sampled
 * @param heldTokens tokens that the KV cache holds, of all sequences
 */
record KernelCall(
        int prefillTokens, double prefillPairs, int decodes, long decodeContext, int outputs, long heldTokens) {
    /** From so many tokens on, attention is computed in tiles of so many rows (GGML_FA_TILE_Q of ggml's CPU kernels). */
    static final int TILE = 64;

    /** The calls that a batch takes. A batch of a tile or more is split into its decodes and its prefills when asked to. */
    static List<KernelCall> of(BatchShape shape, boolean separate) {
        int prefills = shape.prefillTokens();
        int decodes = shape.decodes();
        int lastChunks = shape.outputs() - decodes;
        double pairs = shape.prefillProducts() + 0.5 * shape.prefillSquares();
        long held = shape.heldTokens();
        if (separate && prefills > 0 && decodes > 0 && prefills + decodes >= TILE) {
            return List.of(
                    new KernelCall(0, 0, decodes, shape.decodeContext(), decodes, held),
                    new KernelCall(prefills, pairs, 0, 0, lastChunks, held));
        }
        return List.of(new KernelCall(prefills, pairs, decodes, shape.decodeContext(), decodes + lastChunks, held));
    }

    int tokens() {
        return prefillTokens + decodes;
    }

    boolean tiled() {
        return tokens() >= TILE;
    }

    /** Tokens, rounded up to whole tiles. */
    int rows() {
        return (tokens() + TILE - 1) / TILE * TILE;
    }
}
