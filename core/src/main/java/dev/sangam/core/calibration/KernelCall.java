package dev.sangam.core.calibration;

import dev.sangam.core.batchtime.BatchShape;
import java.util.List;

/**
 * What one call of the kernels computes: a whole batch, or its decodes or its prefills alone.
 *
 * <p>In one call with a tile of rows or more, ggml's attention computes rows in tiles, and a tile that holds decodes passes
 * over everything that any of them attends to, once for each of its rows. Two calls read the weights twice, but where the
 * decodes' contexts are more than some hundred tokens together, that is less.
 *
 * @param prefillTokens prompt tokens
 * @param prefillPairs pairs of a prompt token and a token before it, of its own prompt
 * @param decodes decodes
 * @param decodeContext tokens that the decodes attend to, summed
 * @param besideContext tokens that decodes attend to which the step computes in this call or another, where it has prefills
 * @param outputs tokens sampled
 * @param heldTokens tokens that the KV cache holds, of all sequences
 */
public record KernelCall(
        int prefillTokens,
        double prefillPairs,
        int decodes,
        long decodeContext,
        long besideContext,
        int outputs,
        long heldTokens) {
    /** From so many tokens on, attention is computed in tiles of so many rows (GGML_FA_TILE_Q of ggml's CPU kernels). */
    static final int TILE = 64;

    private static final long WORTH_A_CALL = 256;

    /** Whether an engine on a CPU computes the batch's decodes and prefills in calls of their own. */
    public static boolean splits(BatchShape shape) {
        return shape.prefillTokens() > 0
                && shape.tokens() >= TILE
                && shape.decodes() > 0
                && shape.decodeContext() >= WORTH_A_CALL;
    }

    /**
     * The calls that a batch takes.
     *
     * @param separate whether the engine goes by {@link #splits}
     */
    static List<KernelCall> of(BatchShape shape, boolean separate) {
        int prefills = shape.prefillTokens();
        int decodes = shape.decodes();
        int lastChunks = shape.outputs() - decodes;
        double pairs = shape.prefillProducts() + 0.5 * shape.prefillSquares();
        long held = shape.heldTokens();
        if (separate && splits(shape)) {
            return List.of(
                    new KernelCall(0, 0, decodes, shape.decodeContext(), 0, decodes, held),
                    new KernelCall(prefills, pairs, 0, 0, shape.decodeContext(), lastChunks, held));
        }
        long beside = prefills > 0 ? shape.decodeContext() : 0;
        return List.of(
                new KernelCall(prefills, pairs, decodes, shape.decodeContext(), beside, decodes + lastChunks, held));
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
