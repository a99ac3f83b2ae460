package dev.sangam.core.scheduler;

import org.jspecify.annotations.Nullable;

/** Which policy forms the batches, and its limits. Token counts and sequence counts are per batch unless said otherwise. */
public sealed interface SchedulerConfig {
    /** Sequences that may hold KV blocks at the same time. */
    int maxSequences();

    /** Most tokens of one batch. */
    int maxBatchTokens();

    /**
     * Stall-free batching with chunked prefills (Sarathi-Serve, OSDI'24, algorithm 3).
     *
     * @param tokenBudget tokens per batch; decodes are never held back by it
     * @param tile when above 1, the last chunk is cut so that the batch is a multiple of it (SARATHI, section 4.4)
     * @param chunks chunk sizes that shrink as a prompt progresses, instead of the one budget
     * @param restart what a preempted sequence computes again
     */
    record Sarathi(
            int tokenBudget,
            int maxSequences,
            int tile,
            @Nullable ChunkSchedule chunks,
            RestartRule restart) implements SchedulerConfig {
        public Sarathi {
            atLeastOne("token_budget", tokenBudget);
            atLeastOne("max_sequences", maxSequences);
            atLeastOne("tile", tile);
            if (tile > tokenBudget) {
                throw new IllegalArgumentException(
                        "tile is " + tile + "; it must be <= token_budget, which is " + tokenBudget);
            }
        }

        public Sarathi(int tokenBudget, int maxSequences) {
            this(tokenBudget, maxSequences, 1, null, RestartRule.FROM_KNOWN);
        }

        @Override
        public int maxBatchTokens() {
            return Math.max(tokenBudget, maxSequences);
        }
    }

    /** Prefills first: a batch is all prefill or, only if none fits, all decode (vLLM before its V1 engine). */
    record VllmV0(int maxBatchTokens, int maxSequences, RestartRule restart) implements SchedulerConfig {
        public VllmV0 {
            atLeastOne("max_batch_tokens", maxBatchTokens);
            atLeastOne("max_sequences", maxSequences);
        }
    }

    /**
     * vLLM's V1 engine: running sequences in order of admission, then waiting ones, all within one token budget.
     *
     * @param longPrefillThreshold longest chunk of one prompt per batch; 0 means no limit but the budget
     * @param order who is admitted first and who is preempted last
     * @param asyncScheduling whether a step is formed while the one before runs, as vLLM does by default: it
     *     keeps the GPU busy, but arrivals and freed blocks are seen a step later. Without effect on several stages
     */
    record VllmV1(int tokenBudget, int maxSequences, int longPrefillThreshold, Order order, boolean asyncScheduling)
            implements SchedulerConfig {
        public VllmV1 {
            atLeastOne("token_budget", tokenBudget);
            atLeastOne("max_sequences", maxSequences);
            if (longPrefillThreshold < 0) {
                throw new IllegalArgumentException(
                        "long_prefill_threshold is " + longPrefillThreshold + "; it must be >= 0");
            }
        }

        @Override
        public int maxBatchTokens() {
            return tokenBudget;
        }
    }

    /** Iteration-level batching of whole prompts; memory for the longest sequence is reserved at admission (Orca). */
    record Orca(int maxSequences, int maxSequenceTokens) implements SchedulerConfig {
        public Orca {
            atLeastOne("max_sequences", maxSequences);
            atLeastOne("max_sequence_tokens", maxSequenceTokens);
        }

        @Override
        public int maxBatchTokens() {
            return maxSequenceTokens;
        }
    }

    /** Request-level batching: a batch decodes until it has drained, then the next is admitted. */
    record FasterTransformer(int maxSequences, int maxSequenceTokens) implements SchedulerConfig {
        public FasterTransformer {
            atLeastOne("max_sequences", maxSequences);
            atLeastOne("max_sequence_tokens", maxSequenceTokens);
        }

        @Override
        public int maxBatchTokens() {
            return maxSequenceTokens;
        }
    }

    /** Token-granular memory, admission by predicted peak use (LightLLM). The KV block must be one token. */
    record LightLlm(int maxBatchTokens, int maxSequences) implements SchedulerConfig {
        public LightLlm {
            atLeastOne("max_batch_tokens", maxBatchTokens);
            atLeastOne("max_sequences", maxSequences);
        }
    }

    /**
     * Every request to its own deadline (Niyama): decodes first, then prompts in the order of their urgency, in chunks that
     * the slack of the decodes allows; requests that cannot meet their deadline give way. With a fixed chunk, without
     * relegation and in another order it is the baseline that Niyama is compared with.
     *
     * @param order in which order prompts are computed
     * @param alphaNanos weight of a token of remaining work in the order {@link PrefillOrder#HYBRID}; 0 adapts it to load
     * @param chunks how many tokens a batch takes
     * @param preemption whether an urgent prompt displaces one that has been started (selective preemption)
     * @param relegation whether requests that cannot meet their deadline are served in slack (eager relegation)
     * @param outputs how many output tokens a request is expected to emit
     * @param fairTenants whether tenants of a class take turns by the tokens they were served (VTC)
     */
    record Niyama(
            PrefillOrder order,
            long alphaNanos,
            ChunkRule chunks,
            boolean preemption,
            boolean relegation,
            OutputLengths outputs,
            boolean fairTenants,
            int maxSequences)
            implements SchedulerConfig {
        public Niyama {
            atLeastOne("max_sequences", maxSequences);
            if (alphaNanos < 0) {
                throw new IllegalArgumentException("alpha is " + alphaNanos + " ns; it must be >= 0");
            }
        }

        /** All ingredients, with the given chunks. */
        public static Niyama of(ChunkRule chunks, int maxSequences) {
            return new Niyama(PrefillOrder.HYBRID, 0, chunks, true, true, OutputLengths.HISTORY, false, maxSequences);
        }

        /** A baseline of the Niyama paper: one order, one chunk size, nothing else. */
        public static Niyama baseline(PrefillOrder order, int tokenBudget, int maxSequences) {
            return new Niyama(
                    order,
                    0,
                    new ChunkRule.Fixed(tokenBudget),
                    true,
                    false,
                    OutputLengths.HISTORY,
                    false,
                    maxSequences);
        }

        @Override
        public int maxBatchTokens() {
            return Math.max(chunks.maxTokens(), maxSequences);
        }

        /** Whether batch times must be predicted. */
        public boolean predicts() {
            return relegation || chunks instanceof ChunkRule.Dynamic;
        }
    }

    /** Order of the waiting queue. */
    enum Order {
        /** First come, first served. */
        FCFS,
        /** Lower priority value first, then first come. */
        PRIORITY
    }

    /**
     * Refuses what is below 1.
     *
     * @throws IllegalArgumentException when the value is below 1
     */
    static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be >= 1");
        }
    }
}
