package dev.sangam.sim.model;

import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;

/**
 * KV blocks as Vidur counts them, for comparison with its runs only: embeddings and activations take no memory, two
 * bytes a value, a GPU holds whole sequences of the longest length, and the number of sequences is multiplied by the
 * stages although every stage is charged the KV cache of all layers.
 */
public final class VidurMemory {
    private static final double MARGIN = 0.1;
    private static final int BYTES = 2;

    private VidurMemory() {}

    /**
     * KV blocks of a replica.
     *
     * @param memoryGib nominal memory of the device, 80 for the A100-80
     * @param maxTokens longest sequence, Vidur's {@code max_tokens}
     * @param blockTokens tokens of a KV block
     */
    public static long blocks(
            ModelSpec model, Parallelism parallelism, double memoryGib, int maxTokens, int blockTokens) {
        double available = memoryGib * (1L << 30) * (1 - MARGIN) - BYTES * parametersPerDevice(model, parallelism);
        double bytesPerSequence = 2.0
                * BYTES
                * model.attention().headDim()
                * parallelism.kvHeadsPerGpu(model)
                * maxTokens
                * model.layers();
        long sequences = (long) Math.floor(available / bytesPerSequence) * parallelism.pipeline();
        return sequences * Math.ceilDiv(maxTokens, blockTokens);
    }

    /** Vidur's parameter counter: the matrices of the stage's layers over the tensor-parallel GPUs. */
    static double parametersPerDevice(ModelSpec model, Parallelism parallelism) {
        if (!(model.feedForward() instanceof FeedForward.Dense)) {
            throw new IllegalArgumentException(
                    model.name() + " is a mixture of experts; Vidur knows dense models only");
        }
        long layer = model.attention().parameters(model.hidden())
                + model.feedForward().parameters(model.hidden());
        long stage = layer * (model.layers() / parallelism.pipeline());
        return (double) stage / parallelism.tensor();
    }
}
