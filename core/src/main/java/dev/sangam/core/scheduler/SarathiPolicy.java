package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;

/**
 * Stall-free batching (Sarathi-Serve, OSDI'24, algorithm 3): every decode, then started prefills, then new requests, the
 * chunks filling what the token budget leaves. Admission reserves the blocks of the whole prompt.
 */
final class SarathiPolicy extends Policy {
    private final Sarathi config;
    private final int maxBatch;
    private final SequenceList prefills = new SequenceList();
    private final SequenceList skipped = new SequenceList();

    SarathiPolicy(Sarathi config, KvCache kv, int stages) {
        super(new Queues(kv, new WaitingQueue.FirstCome(), config.restart()));
        this.config = config;
        this.maxBatch = Math.max(1, config.maxSequences() / stages);
    }

    @Override
    void form(Step step, long now) {
        addDecodes(step);
        continuePrefills(step);
        if (!skipped.isEmpty()) {
            queues.idle.prependAll(skipped);
        }
        queues.idle.sort(SequenceOrder.ARRIVAL);
        admit(step);
        alignToTile(step);
    }

    private void addDecodes(Step step) {
        while (!queues.idle.isEmpty() && step.size() < maxBatch) {
            Sequence s = queues.idle.removeFirst();
            if (s.prefilling()) {
                prefills.addLast(s);
            } else if (queues.makeRoomForDecode(s, step)) {
                step.add(s, 1);
            }
        }
    }

    private void continuePrefills(Step step) {
        for (int i = 0; i < prefills.size(); i++) {
            Sequence s = prefills.get(i);
            int chunk = chunk(s.computed(), s.prefillRemaining(), step);
            if (chunk > 0) {
                step.add(s, chunk);
            } else {
                skipped.addLast(s);
            }
        }
        prefills.clear();
    }

    private void admit(Step step) {
        while (!queues.waiting.isEmpty() && queues.held() < config.maxSequences() && step.size() < maxBatch) {
            Sequence s = queues.waiting.first();
            int blocks = queues.kv.blocksFor(s.target());
            int cached = queues.kv.cachedBlocks(s.blocks, s.target());
            int reused = cached * queues.kv.blockTokens();
            int chunk = chunk(reused, s.target() - reused, step);
            if (chunk <= 0 || !queues.kv.canAdmit(s.blocks, cached, blocks)) {
                break;
            }
            step.add(queues.admitFirst(cached, blocks), chunk);
        }
    }

    private int chunk(int computed, int remaining, Step step) {
        ChunkSchedule chunks = config.chunks();
        int budget = chunks == null ? config.tokenBudget() : chunks.chunk(computed);
        return Math.min(remaining, budget - step.shape().tokens());
    }

    /** Matrix multiplications take as long for a part of a tile as for a whole one: leave the part to the next step. */
    private void alignToTile(Step step) {
        int excess = step.shape().tokens() % config.tile();
        int last = step.size() - 1;
        if (excess > 0 && last >= 0 && step.prefills(last) && step.tokens(last) > excess) {
            step.shortenLast(excess);
        }
    }

    @Override
    int usableBlocks() {
        return queues.usableForDecodes();
    }
}
