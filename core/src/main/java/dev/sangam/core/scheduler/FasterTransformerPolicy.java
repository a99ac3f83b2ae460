package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.FasterTransformer;
import org.jspecify.annotations.Nullable;

/**
 * Request-level scheduling (FasterTransformer): a batch runs until all its requests are complete; only then is the next
 * one formed. With pipeline parallelism several batches take turns.
 */
final class FasterTransformerPolicy implements Policy {
    private final FasterTransformer config;
    private final Queues queues;
    private final int maxBatch;

    FasterTransformerPolicy(FasterTransformer config, Queues queues, int stages) {
        this.config = config;
        this.queues = queues;
        this.maxBatch = Math.max(1, config.maxSequences() / stages);
    }

    @Override
    public void form(Step step, long now) {
        if (queues.idle.isEmpty()) {
            Reservation.admit(queues, step, maxBatch, config.maxSequences(), config.maxSequenceTokens());
            long batch = step.isEmpty() ? 0 : step.sequence(0).admission;
            for (int i = 0; i < step.size(); i++) {
                step.sequence(i).admission = batch;
            }
            return;
        }
        long batch = queues.idle.first().admission;
        while (!queues.idle.isEmpty() && queues.idle.first().admission == batch) {
            step.add(queues.idle.removeFirst(), 1);
        }
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
