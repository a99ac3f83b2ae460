package dev.sangam.core.calibration;

/**
 * What a call of the kernels costs beside its tokens. The terms are those of ggml's kernels on a CPU, found by measurement;
 * on another machine the coefficient of one that does not exist there comes out as 0.
 */
public enum Term {
    /** Any call, its first token included: reading all weights, and the way through scheduler and sampler. */
    CALL,
    /** A token beyond a multiple of {@value #GROUP}: matrix kernels take that many at once, and the rest one by one. */
    REST,
    /** A token beyond a multiple of {@value #BLOCK}: whole blocks of that many are fastest. */
    BLOCK_REST,
    /** A sampled token: a row of the LM head, and the sampler. */
    OUTPUT,
    /** A prompt token attending to a token, in a call of less than a tile. */
    PREFILL_PAIR,
    /** A decode attending to a token, in a call of its own: that has a kernel of its own. */
    SOLO_PAIR,
    /** A decode attending to a token, in a call of more tokens and less than a tile. */
    DECODE_PAIR,
    /** A token passing over a token of the cache that is not its own, in a call of less than a tile. */
    HELD_PAIR,
    /**
     * A row of a tile attending to a token. A tile that is not full costs as much as a full one, and one with decodes
     * attends to all that any of them attends to.
     */
    TILE_PAIR,
    /** A row of a tile passing over a token of the cache. */
    TILE_HELD_PAIR,
    /**
     * A row of a tile of prefills and a token of the sequences that decode meanwhile. Where sequences grow together their
     * tokens lie mixed in the cache, and a tile passes over 64 tokens of the cache where it needs but one of them.
     */
    MIXED_PAIR;

    private static final int GROUP = 4;
    private static final int BLOCK = 16;

    /** How much of it a call has. */
    double of(KernelCall call) {
        return switch (this) {
            case CALL -> 1;
            case REST -> call.tokens() % GROUP;
            case BLOCK_REST -> call.tokens() % BLOCK;
            case OUTPUT -> call.outputs();
            case PREFILL_PAIR -> call.tiled() ? 0 : call.prefillPairs();
            case SOLO_PAIR -> call.tokens() == 1 ? call.decodeContext() : 0;
            case DECODE_PAIR -> call.tiled() || call.tokens() == 1 ? 0 : call.decodeContext();
            case HELD_PAIR -> call.tiled() ? 0 : (double) call.tokens() * call.heldTokens();
            case TILE_PAIR -> call.tiled() ? tilePairs(call) : 0;
            case TILE_HELD_PAIR -> call.tiled() ? (double) call.rows() * call.heldTokens() : 0;
            case MIXED_PAIR -> call.tiled() ? (double) call.rows() * call.besideContext() : 0;
        };
    }

    private static double tilePairs(KernelCall call) {
        double ofPrefills = call.prefillTokens() == 0 ? 0 : call.prefillPairs() / call.prefillTokens() * call.rows();
        return ofPrefills + (double) KernelCall.TILE * call.decodeContext();
    }
}
