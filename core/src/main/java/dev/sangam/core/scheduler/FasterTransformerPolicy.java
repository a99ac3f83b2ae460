package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.FasterTransformer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Request-level scheduling (FasterTransformer): a batch runs until all its requests are complete; only then are their KV
 * blocks freed and the next one formed. With pipeline parallelism several batches take turns.
 */
final class FasterTransformerPolicy extends Policy {
    private final FasterTransformer config;
    private final int maxBatch;
    /** Sequences that each batch still has to finish, by the admission that they share. */
    private final Map<Long, Integer> unfinished = new HashMap<>();

    FasterTransformerPolicy(FasterTransformer config, KvCache kv, int stages) {
        super(new Queues(kv, new WaitingQueue.FirstCome()));
        this.config = config;
        this.maxBatch = Math.max(1, config.maxSequences() / stages);
    }

    @Override
    void form(Step step, long now) {
        if (queues.idle.isEmpty()) {
            Reservation.admit(queues, step, maxBatch, config.maxSequences(), config.maxSequenceTokens());
            if (!step.isEmpty()) {
                join(step);
            }
            return;
        }
        long batch = queues.idle.first().admission;
        while (!queues.idle.isEmpty() && queues.idle.first().admission == batch) {
            step.add(queues.idle.removeFirst(), 1);
        }
    }

    /** Makes a batch of the sequences of a step: they share an admission. */
    private void join(Step step) {
        long batch = step.sequence(0).admission;
        for (int i = 0; i < step.size(); i++) {
            step.sequence(i).admission = batch;
        }
        unfinished.put(batch, step.size());
    }

    @Override
    void ended(Sequence s) {
        queues.keepBlocks(s);
        if (unfinished.merge(s.admission, -1, Integer::sum) == 0) {
            unfinished.remove(s.admission);
            queues.freeKept(s.admission);
        }
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
