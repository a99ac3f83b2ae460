package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;

/**
 * vLLM's V1 engine: running sequences in order of admission, each capped by the long-prefill threshold and the token
 * budget; then waiting ones, unless somebody was preempted in this very step. A waiting sequence is admitted only when
 * all its known tokens fit, but takes blocks for its first chunk alone.
 */
final class VllmV1Policy extends Policy {
    private final VllmV1 config;
    private final int maxBatch;

    VllmV1Policy(VllmV1 config, KvCache kv) {
        super(new Queues(kv, waiting(config.order())));
        this.config = config;
        this.maxBatch = config.maxSequences();
    }

    private static WaitingQueue waiting(Order order) {
        return switch (order) {
            case FCFS -> new WaitingQueue.FirstCome();
            case PRIORITY -> new WaitingQueue.Ordered(WaitingQueue.Ordered.PRIORITY_THEN_ARRIVAL);
        };
    }

    @Override
    void form(Step step, long now) {
        int preempted = step.preempted().size();
        queues.idle.sort(SequenceOrder.ADMISSION);
        continueRunning(step);
        if (step.preempted().size() == preempted) {
            admit(step);
        }
    }

    private void continueRunning(Step step) {
        while (!queues.idle.isEmpty() && step.shape().tokens() < config.tokenBudget()) {
            Sequence s = queues.idle.removeFirst();
            int tokens = s.planned() < s.target() ? capped(s.target() - s.planned(), step) : 1;
            if (!makeRoom(s, tokens, step)) {
                break;
            }
            step.add(s, tokens);
        }
    }

    /** Room for the tokens, taking it from others if need be; false when the sequence itself had to go. */
    private boolean makeRoom(Sequence s, int tokens, Step step) {
        while (!queues.kv.grow(s.blocks, s.planned() + tokens)) {
            Sequence victim = config.order() == Order.FCFS ? lastAdmitted(s) : leastImportant(s, step);
            if (victim != s && !queues.idle.remove(victim)) {
                step.drop(victim);
            }
            queues.preempt(victim, step);
            if (victim == s) {
                return false;
            }
        }
        return true;
    }

    private Sequence lastAdmitted(Sequence s) {
        return queues.idle.isEmpty() ? s : queues.idle.last();
    }

    private Sequence leastImportant(Sequence s, Step step) {
        Sequence victim = s;
        for (int i = 0; i < queues.idle.size(); i++) {
            victim = lessImportant(victim, queues.idle.get(i));
        }
        for (int i = 0; i < step.size(); i++) {
            victim = lessImportant(victim, step.sequence(i));
        }
        return victim;
    }

    private static Sequence lessImportant(Sequence a, Sequence b) {
        return WaitingQueue.Ordered.PRIORITY_THEN_ARRIVAL.compare(a, b) >= 0 ? a : b;
    }

    private void admit(Step step) {
        while (!queues.waiting.isEmpty()
                && queues.held() < maxBatch
                && step.shape().tokens() < config.tokenBudget()) {
            Sequence s = queues.waiting.first();
            int cached = queues.kv.cachedBlocks(s.blocks, s.target());
            int reused = cached * queues.kv.blockTokens();
            if (!queues.kv.canAdmit(s.blocks, cached, queues.kv.blocksFor(s.target()))) {
                break;
            }
            int tokens = capped(s.target() - reused, step);
            step.add(queues.admitFirst(cached, queues.kv.blocksFor(reused + tokens)), tokens);
        }
    }

    private int capped(int tokens, Step step) {
        int threshold = config.longPrefillThreshold();
        int capped = threshold > 0 ? Math.min(tokens, threshold) : tokens;
        return Math.min(capped, config.tokenBudget() - step.shape().tokens());
    }

    @Override
    int usableBlocks() {
        return queues.kv.blocks() - queues.kv.watermarkBlocks();
    }
}
