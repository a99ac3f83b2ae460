package dev.sangam.core.scheduler;

import dev.sangam.core.scheduler.SchedulerConfig.Niyama;

/**
 * The prompts of a batch in policy niyama: relegated ones with what they are owed, the urgent in the order of their {@link
 * Ranking}, and the relegated again with the rest. Each that was begun goes on, or is displaced by a more urgent one.
 */
final class BatchPrompts {
    private final Niyama config;
    private final Queues queues;
    private final QosQueue waiting;
    private final Begun begun;
    private final ChunkSize chunkSize;
    private final SlackCredit credit;
    private final KvRoom room;
    private final int maxBatch;
    /** Whether the batch takes no more prompt tokens. */
    private boolean full;
    /** Whether the most urgent of the waiting does not get KV blocks. */
    private boolean blocked;

    BatchPrompts(
            Niyama config,
            Queues queues,
            QosQueue waiting,
            Begun begun,
            ChunkSize chunkSize,
            SlackCredit credit,
            KvRoom room,
            int maxBatch) {
        this.config = config;
        this.queues = queues;
        this.waiting = waiting;
        this.begun = begun;
        this.chunkSize = chunkSize;
        this.credit = credit;
        this.room = room;
        this.maxBatch = maxBatch;
    }

    /** Adds them to a batch that has its decodes. */
    void add(Step step) {
        full = false;
        blocked = false;
        addOwed(step);
        addUrgent(step);
        addSlack(step);
    }

    /** Whether the latest batch took all the prompt tokens it could. */
    boolean full() {
        return full;
    }

    /** Serves relegated prompts what they are owed, before all others; one that does not get KV blocks saves it up. */
    private void addOwed(Step step) {
        boolean admitted = true;
        while (admitted && !full) {
            Sequence first = waiting.firstInSlack(begun.slack);
            int owed = (int) Math.min(Integer.MAX_VALUE, credit.tokens())
                    - step.shape().prefillTokens();
            if (first == null || owed < Math.min(chunkSize.least(), first.prefillWork())) {
                break;
            }
            if (first.admitted) {
                go(begun.slack, step, owed);
            } else {
                admitted = admit(first, step, owed);
            }
        }
    }

    private void addUrgent(Step step) {
        while (!full) {
            Sequence first = begun.urgent.isEmpty() ? null : begun.urgent.first();
            Sequence next = blocked ? null : waiting.nextUrgent(begun.urgent);
            if (next != null && (first == null || (config.preemption() && RankHeap.before(next, first)))) {
                blocked = !admit(next, step, Integer.MAX_VALUE);
            } else if (first != null) {
                go(begun.urgent, step, Integer.MAX_VALUE);
            } else {
                break;
            }
        }
    }

    /** Serves relegated prompts with what the urgent left; none is admitted while an urgent one cannot be. */
    private void addSlack(Step step) {
        while (!full) {
            Sequence next = waiting.nextInSlack(begun.slack);
            if (next != null && !next.admitted && !blocked) {
                blocked = !admit(next, step, Integer.MAX_VALUE);
            } else if (!begun.slack.isEmpty()) {
                go(begun.slack, step, Integer.MAX_VALUE);
            } else {
                break;
            }
        }
    }

    /** Adds a chunk of the first begun prompt of a list. */
    private void go(SequenceList list, Step step, int most) {
        Sequence s = list.first();
        int chunk = step.size() < maxBatch ? chunk(step, s, s.computed(), Math.min(most, s.prefillRemaining())) : 0;
        if (chunk > 0) {
            list.removeFirst();
            step.add(s, chunk);
            waiting.served(s, chunk * TenantTurns.PROMPT_TOKEN);
        }
        full |= chunk < Math.min(most, s.prefillRemaining());
    }

    /** Begins a waiting prompt, or goes on with what was saved; false when it does not get KV blocks. */
    private boolean admit(Sequence s, Step step, int most) {
        if (step.size() >= maxBatch) {
            return false;
        }
        int cached = queues.cachedBlocks(s);
        if (!room.fits(s, cached) && !room.canMake(s, cached)) {
            return false;
        }
        int context = s.saved() > 0 ? s.saved() : cached * queues.kv.blockTokens();
        int wanted = Math.clamp(s.target() - context, 1, most);
        int chunk = chunk(step, s, context, wanted);
        if (chunk <= 0) {
            full = true;
            return false;
        }
        while (!room.fits(s, cached)) {
            if (!room.displace(s, step)) {
                return false;
            }
            cached = queues.cachedBlocks(s);
            chunk = Math.min(chunk, chunk(step, s, context, wanted)); // a copy takes some of the time
        }
        if (chunk <= 0) {
            full = true;
            return false;
        }
        full |= chunk < wanted;
        waiting.remove(s);
        queues.admit(s, cached, queues.blocksFor(s));
        int promptTokens = Math.clamp(s.prefillRemaining(), 0, chunk);
        step.add(s, Math.max(1, promptTokens));
        waiting.served(s, promptTokens * TenantTurns.PROMPT_TOKEN);
        return true;
    }

    private int chunk(Step step, Sequence s, int context, int remaining) {
        return chunkSize.tokens(step.shape(), s.saved(), context, remaining);
    }
}
