package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.Orca;
import org.jspecify.annotations.Nullable;

/**
 * Iteration-level scheduling (Orca, OSDI'22): all running sequences, then whole new prompts, while memory for sequences
 * of the greatest length can be reserved.
 */
final class OrcaPolicy implements Policy {
    private final Orca config;
    private final Queues queues;
    private final int maxBatch;

    OrcaPolicy(Orca config, Queues queues, int stages) {
        this.config = config;
        this.queues = queues;
        this.maxBatch = Math.max(1, config.maxSequences() / stages);
    }

    @Override
    public void form(Step step, long now) {
        while (!queues.idle.isEmpty() && step.size() < maxBatch) {
            step.add(queues.idle.removeFirst(), 1);
        }
        Reservation.admit(queues, step, maxBatch, config.maxSequences(), config.maxSequenceTokens());
    }

    @Override
    public int usableBlocks() {
        return queues.kv.blocks();
    }

    @Override
    public @Nullable String refusal(Request request) {
        return Reservation.refusal(request, queues.kv, config.maxSequenceTokens());
    }
}
