package dev.sangam.core.batchtime;

/**
 * Inverts a batch-time model: how large a prefill chunk may be so that a step stays within a time. Sizes are tried one by
 * one, since kernels that work in tiles take longer for some chunks than for larger ones.
 */
public final class TokenBudget {
    private TokenBudget() {}

    /**
     * Largest chunk that can join a batch so that the step takes at most {@code limitNanos}. The chunk counts as its
     * prompt's last. O(most) predictions, some tens of nanoseconds each.
     *
     * @param batch what runs in any case; it is changed and put back
     * @param context tokens of the prompt that are in the KV cache
     * @param most largest chunk that is of use
     * @return 0 when even a chunk of one token takes the step beyond the limit
     */
    public static int largestChunk(BatchTimeModel model, BatchShape batch, int context, double limitNanos, int most) {
        for (int chunk = most; chunk > 0; chunk--) {
            batch.addPrefill(context, chunk, true);
            boolean fits = model.stageNanos(batch, true) <= limitNanos;
            batch.removePrefill(context, chunk, true);
            if (fits) {
                return chunk;
            }
        }
        return 0;
    }

    /**
     * Tokens per step, as a policy with a fixed budget takes them, so that a step of so many decodes and a chunk takes at
     * most {@code limitNanos}. Never less than one token beside the decodes: prompts must go on, even when the limit
     * cannot be kept.
     *
     * @param load what the step is expected to meet
     * @param most largest budget that is of use
     */
    public static int tokens(BatchTimeModel model, Load load, double limitNanos, int most) {
        BatchShape batch = new BatchShape();
        for (int i = 0; i < load.decodes(); i++) {
            batch.addDecode(load.context());
        }
        batch.holdTokens((load.decodes() + 1L) * load.context() + most);
        int chunk = largestChunk(model, batch, load.context(), limitNanos, Math.max(1, most - load.decodes()));
        return load.decodes() + Math.max(1, chunk);
    }

    /**
     * What a step is expected to meet.
     *
     * @param decodes number of decodes
     * @param context tokens that each of them attends to, and tokens in the cache before the chunk
     */
    public record Load(int decodes, int context) {
        public Load {
            if (decodes < 0 || context < 1) {
                throw new IllegalArgumentException(
                        "load is " + decodes + " decodes with a context of " + context + "; it must be >= 0 and >= 1");
            }
        }
    }
}
