package dev.sangam.core.scheduler;

/** How many tokens a batch takes. */
public sealed interface ChunkRule {
    /** Most tokens of a batch; decodes are never held back by it. */
    int maxTokens();

    /**
     * The same for every batch.
     *
     * @param maxTokens the token budget; the Niyama paper's baselines have 256
     */
    record Fixed(int maxTokens) implements ChunkRule {
        public Fixed {
            SchedulerConfig.atLeastOne("token_budget", maxTokens);
        }
    }

    /**
     * As many as the slack of the running decodes allows (Niyama, section 3.3, dynamic chunking).
     *
     * @param minTokens prompt tokens that a batch takes even when there is no slack, so that prompts go on
     * @param maxTokens beyond this a batch is not more efficient
     * @param tile batches are cut to multiples of it where that costs a prompt nothing but the rest of a tile
     * @param margin what is added to predicted times
     */
    record Dynamic(int minTokens, int maxTokens, int tile, Margin margin) implements ChunkRule {
        public Dynamic {
            SchedulerConfig.atLeastOne("min_prefill_tokens", minTokens);
            SchedulerConfig.atLeastOne("max_batch_tokens", maxTokens);
            SchedulerConfig.atLeastOne("tile", tile);
            if (minTokens > maxTokens) {
                throw new IllegalArgumentException("min_prefill_tokens is " + minTokens
                        + "; it must be <= max_batch_tokens, which is " + maxTokens);
            }
        }
    }
}
