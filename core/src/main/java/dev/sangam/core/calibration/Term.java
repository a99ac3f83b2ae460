package dev.sangam.core.calibration;

import dev.sangam.core.batchtime.BatchShape;

/**
 * What a step's time consists of beside its tokens. Every term grows with everything that is added to a batch, and so does
 * their sum, since no coefficient is negative.
 */
public enum Term {
    /** Any step, its first token included: reading all weights, and the way through scheduler and sampler. */
    STEP,
    /** A sampled token: a row of the LM head, and the sampler. */
    OUTPUT,
    /** A prompt token attending to a token before it, or half of that within its chunk. */
    PREFILL_PAIR,
    /** A decode attending to a token. */
    DECODE_PAIR,
    /** A prompt token passing over a token of the cache, its own or, in a unified cache, masked. */
    PREFILL_HELD,
    /** A decode passing over a token of the cache. */
    DECODE_HELD;

    /** How much of it a batch has. */
    double of(BatchShape shape) {
        return switch (this) {
            case STEP -> 1;
            case OUTPUT -> shape.outputs();
            case PREFILL_PAIR -> shape.prefillProducts() + 0.5 * shape.prefillSquares();
            case DECODE_PAIR -> shape.decodeContext();
            case PREFILL_HELD -> (double) shape.prefillTokens() * shape.heldTokens();
            case DECODE_HELD -> (double) shape.decodes() * shape.heldTokens();
        };
    }
}
