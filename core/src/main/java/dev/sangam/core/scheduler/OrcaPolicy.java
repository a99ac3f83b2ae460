package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.Orca;
import org.jspecify.annotations.Nullable;

/**
 * Iteration-level scheduling (Orca, OSDI'22): all running sequences, then whole new prompts, while memory for sequences
 * of the greatest length can be reserved.
 */
final class OrcaPolicy extends Policy {
    private final Orca config;
    private final int maxBatch;

    OrcaPolicy(Orca config, KvCache kv, int stages) {
        super(new Queues(kv, new WaitingQueue.FirstCome()));
        this.config = config;
        this.maxBatch = Math.max(1, config.maxSequences() / stages);
    }

    @Override
    void form(Step step, long now) {
        while (!queues.idle.isEmpty() && step.size() < maxBatch) {
            step.add(queues.idle.removeFirst(), 1);
        }
        Reservation.admit(queues, step, maxBatch, config.maxSequences(), config.maxSequenceTokens());
    }

    @Override
    int usableBlocks() {
        return queues.kv.blocks();
    }

    @Override
    @Nullable
    String refusal(Request request) {
        return Reservation.refusal(request, queues.kv, config.maxSequenceTokens());
    }
}
