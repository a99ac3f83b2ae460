package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV0;
import org.jspecify.annotations.Nullable;

/**
 * vLLM before V1: whole prompts first, decodes only when no prompt can be admitted. The batch of prompts counts as padded
 * to its longest.
 */
final class VllmV0Policy extends Policy {
    private final VllmV0 config;
    private final int maxBatch;

    VllmV0Policy(VllmV0 config, KvCache kv, int stages) {
        super(new Queues(kv, new WaitingQueue.FirstCome(), config.restart()));
        this.config = config;
        this.maxBatch = Math.max(1, config.maxSequences() / stages);
    }

    @Override
    void form(Step step, long now) {
        admit(step);
        if (step.isEmpty()) {
            decode(step);
        }
    }

    private void admit(Step step) {
        int longest = 0;
        while (!queues.waiting.isEmpty() && queues.held() < config.maxSequences() && step.size() < maxBatch) {
            Sequence s = queues.waiting.first();
            longest = Math.max(longest, s.target());
            int blocks = queues.kv.blocksFor(s.target());
            int cached = queues.kv.cachedBlocks(s.blocks, s.target());
            // A preempted sequence computes its output again too: it may be longer than any prompt, and then goes
            // alone.
            boolean fits = (long) (step.size() + 1) * longest <= config.maxBatchTokens()
                    || (step.isEmpty() && s.preemptions() > 0);
            if (!fits || !queues.kv.canAdmit(s.blocks, cached, blocks)) {
                break;
            }
            queues.admitFirst(cached, blocks);
            step.add(s, s.prefillRemaining());
        }
    }

    private void decode(Step step) {
        queues.idle.sort(SequenceOrder.ARRIVAL);
        while (!queues.idle.isEmpty() && step.size() < maxBatch) {
            Sequence s = queues.idle.removeFirst();
            if (queues.makeRoomForDecode(s, step)) {
                step.add(s, 1);
            }
        }
    }

    @Override
    int usableBlocks() {
        return queues.usableForDecodes();
    }

    @Override
    @Nullable
    String refusal(Request request) {
        return request.promptTokens() <= config.maxBatchTokens()
                ? null
                : "has its prompt computed at once, but max_batch_tokens is " + config.maxBatchTokens();
    }
}
