package dev.sangam.serve.scoring;

import dev.sangam.core.InputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a model scores. The same options give the same figures, bit for bit.
 *
 * @param contextTokens longest sequence; 0 for the model's own, but at most {@link #MAX_DEFAULT_CONTEXT}
 * @param batchTokens most tokens of one call of the kernels
 * @param threads of the kernels; a busy core makes several of them slower than one
 * @param libraries folder of llama.cpp's libraries; empty for those that come with the product
 * @param gpuLayers layers that a GPU computes; -1 for all of them
 */
public record ScoringOptions(int contextTokens, int batchTokens, int threads, Optional<Path> libraries, int gpuLayers) {
    /** Longest context that is set up unless asked for. */
    public static final int MAX_DEFAULT_CONTEXT = 4096;

    /** As many tokens as the kernels compute at once. */
    public static final int DEFAULT_BATCH = 512;

    private static final int MIN_CONTEXT = 16;
    private static final int MIN_BATCH = 64;
    private static final int MAX_BATCH = 1 << 16;
    private static final int MAX_THREADS = 512;

    /** Refuses what makes no sense. */
    public ScoringOptions {
        if (contextTokens != 0 && contextTokens < MIN_CONTEXT) {
            throw new InputException("context is " + contextTokens + " tokens; it must be at least " + MIN_CONTEXT
                    + ", or 0 for the model's own");
        }
        if (batchTokens < MIN_BATCH || batchTokens > MAX_BATCH) {
            throw new InputException(
                    "batch is " + batchTokens + " tokens; it must be from " + MIN_BATCH + " to " + MAX_BATCH);
        }
        if (threads < 1 || threads > MAX_THREADS) {
            throw new InputException("threads are " + threads + "; they must be from 1 to " + MAX_THREADS);
        }
    }

    /** The model's own context, on the processor. */
    public static ScoringOptions of(int threads) {
        return new ScoringOptions(0, DEFAULT_BATCH, threads, Optional.empty(), 0);
    }
}
