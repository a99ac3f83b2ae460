package dev.sangam.core.scheduler;

import dev.sangam.core.scheduler.SchedulerConfig.Niyama;

/**
 * Who gets KV blocks in policy niyama, and who gives them up for others: a begun prompt those it can do without for longest,
 * a decode only when there is no such prompt. The relegated prompt that is owed all that remains of it keeps its own, or is
 * left room.
 */
final class KvRoom {
    private final Niyama config;
    private final Queues queues;
    private final QosQueue waiting;
    private final Begun begun;
    private final SlackCredit credit;
    private final Preemption preemption;

    KvRoom(Niyama config, Queues queues, QosQueue waiting, Begun begun, SlackCredit credit, Preemption preemption) {
        this.config = config;
        this.queues = queues;
        this.waiting = waiting;
        this.begun = begun;
        this.credit = credit;
        this.preemption = preemption;
    }

    /** Frees a block for each decode that needs one, taking them from those that can wait longest. */
    void makeForDecodes(Step step) {
        int needed = 0;
        for (int i = 0; i < begun.decodes.size(); i++) {
            needed += blocksNeeded(begun.decodes.get(i));
        }
        while (queues.kv.freeBlocks() < needed) {
            if (slackDisplaceable() || !begun.urgent.isEmpty()) {
                displaceLast(step);
            } else {
                Sequence victim = Preemption.laxest(begun.decodes);
                begun.decodes.remove(victim);
                needed -= blocksNeeded(victim);
                preemption.preempt(victim, step);
            }
        }
    }

    private int blocksNeeded(Sequence s) {
        return queues.kv.blocksFor(s.contextAfterDecode()) - s.blocks.size();
    }

    /** Whether there is room for a waiting prompt, and for the relegated one whose turn it is. */
    boolean fits(Sequence s, int cached) {
        Sequence owed = waiting.firstInSlack(begun.slack);
        int blocks = queues.blocksFor(s);
        int held = queues.held();
        if (!s.relegated && owed != null && !owed.admitted && credit.covers(owed)) {
            blocks += queues.blocksFor(owed);
            held++;
        }
        return held < config.maxSequences() && queues.kv.canAdmit(s.blocks, cached, blocks);
    }

    /** Whether begun prompts that can wait longer hold what a waiting one needs: none is displaced in vain. */
    boolean canMake(Sequence s, int cached) {
        if (!displaces(s)) {
            return false;
        }
        int blocks = queues.kv.freeBlocks();
        for (int i = 0; i < begun.slack.size(); i++) {
            blocks += begun.slack.get(i).blocks.size();
        }
        for (int i = 0; i < begun.urgent.size(); i++) {
            Sequence other = begun.urgent.get(i);
            blocks += RankHeap.before(s, other) ? other.blocks.size() : 0;
        }
        return blocks >= queues.blocksFor(s) - cached + queues.kv.watermarkBlocks();
    }

    /** Displaces the begun prompt that can wait longest for a waiting one; false when none can wait longer. */
    boolean displace(Sequence s, Step step) {
        if (!displaces(s)) {
            return false;
        }
        displaceLast(step);
        return true;
    }

    private void displaceLast(Step step) {
        preemption.preempt(slackDisplaceable() ? begun.slack.removeLast() : begun.urgent.removeLast(), step);
    }

    /** Whether a begun prompt can wait longer than a waiting one. */
    private boolean displaces(Sequence s) {
        return !s.relegated
                && (slackDisplaceable()
                        || (config.preemption() && !begun.urgent.isEmpty() && RankHeap.before(s, begun.urgent.last())));
    }

    /** Whether there is a begun relegated prompt that is not owed its KV blocks. */
    private boolean slackDisplaceable() {
        return begun.slack.size() > 1
                || (!begun.slack.isEmpty()
                        && !(begun.slack.first() == waiting.firstInSlack(begun.slack)
                                && credit.covers(begun.slack.first())));
    }
}
