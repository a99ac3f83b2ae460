package dev.sangam.core.model;

/**
 * How a model is split over the GPUs of a replica.
 *
 * @param tensor GPUs that share every layer (tensor parallelism)
 * @param pipeline stages that hold consecutive layers (pipeline parallelism)
 */
public record Parallelism(int tensor, int pipeline) {
    /** One GPU. */
    public static final Parallelism NONE = new Parallelism(1, 1);

    public Parallelism {
        ModelSpec.requirePositive("tensor_parallel", tensor);
        ModelSpec.requirePositive("pipeline_parallel", pipeline);
    }

    /** GPUs of a replica. */
    public int gpus() {
        return tensor * pipeline;
    }

    /**
     * Checks that the model can be split this way. As in vLLM, tensor parallelism divides the query heads; key and
     * value heads are divided too, or replicated when there are fewer of them than GPUs.
     *
     * @throws IllegalArgumentException with the figure that is wrong and the ones that would do
     */
    public void check(ModelSpec model) {
        int heads = model.attention().heads();
        if (heads % tensor != 0) {
            throw new IllegalArgumentException("tensor_parallel is " + tensor + "; it must divide the " + heads
                    + " query heads of " + model.name() + ". Maybe " + nearestDivisor(heads));
        }
        int kvHeads = model.attention().kvHeads();
        if (kvHeads % tensor != 0 && tensor % kvHeads != 0) {
            throw new IllegalArgumentException("tensor_parallel is " + tensor + "; it must divide the " + kvHeads
                    + " kv heads of " + model.name() + " or be a multiple of them");
        }
        if (pipeline > model.layers()) {
            throw new IllegalArgumentException("pipeline_parallel is " + pipeline + "; it must be <= the "
                    + model.layers() + " layers of " + model.name());
        }
    }

    /** KV heads on each GPU: a share of them, or one, replicated, when there are fewer than GPUs. */
    public int kvHeadsPerGpu(ModelSpec model) {
        return Math.max(1, model.attention().kvHeads() / tensor);
    }

    /** Layers of the fullest stage, which sets the pace and the memory. */
    public int layersPerStage(ModelSpec model) {
        return Math.ceilDiv(model.layers(), pipeline);
    }

    /** Bytes that one token adds to the KV cache of a GPU in the fullest stage. */
    public double kvBytesPerTokenPerGpu(ModelSpec model) {
        return 2.0
                * layersPerStage(model)
                * kvHeadsPerGpu(model)
                * model.attention().headDim()
                * model.kvDtype().bytes();
    }

    private int nearestDivisor(int heads) {
        int divisor = Math.min(tensor, heads);
        while (heads % divisor != 0) {
            divisor--;
        }
        return divisor;
    }
}
