package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Every request to its own deadline (Niyama, section 3): all decodes, then prompts in the order of their {@link Ranking} and
 * in chunks that the decodes' slack allows ({@link ChunkSize}), then what was relegated, with the rest.
 *
 * <p>A prompt that was begun may be displaced by a more urgent one; it keeps its KV blocks unless they are needed. Decodes are
 * displaced only when the KV cache is full. Relegated prompts are served in order of arrival, and none starves: the one that
 * arrived first is owed one of {@value SlackCredit#SHARE} prompt tokens, and once it is owed all that remains of it, it comes
 * before all others, keeps its KV blocks, and who is admitted leaves it room. So it waits while others compute at most
 * {@value SlackCredit#SHARE} times its tokens, and what they had begun.
 */
final class NiyamaPolicy implements Policy {
    /** Who arrives waits for the batch that runs: none is planned to take longer, whatever the slack of those in it. */
    private static final long LONGEST_STEP_NANOS = 1_000_000_000;

    /** Nor longer than this part of the tightest time to first token. */
    private static final int STEPS_PER_TTFT = 8;

    private final Niyama config;
    private final Queues queues;
    private final QosQueue waiting;
    private final Ranking ranking;
    private final @Nullable StepTimes times;
    private final ChunkSize chunkSize;
    private final BatchSize batchSize;
    private final Pace pace;
    private final Relegation relegation;
    private final WaitForecast forecast;
    private final Preemption preemption;
    private final TightestTtft tightest = new TightestTtft();
    private final int maxBatch;
    /** Begun prompts that are not in flight: the urgent by rank, the others by arrival. */
    private final SequenceList begun = new SequenceList();

    private final SequenceList begunInSlack = new SequenceList();
    private final SequenceList decodes = new SequenceList();
    private final SlackCredit credit = new SlackCredit();
    /** Whether the batch takes no more prompt tokens. */
    private boolean full;
    /** Whether the most urgent of the waiting does not get KV blocks. */
    private boolean blocked;

    private @Nullable Step latest;

    NiyamaPolicy(
            Niyama config,
            Queues queues,
            Ranking ranking,
            int stages,
            @Nullable BatchTimeModel batchTime,
            @Nullable KvSwap swap) {
        this.config = config;
        this.queues = queues;
        this.ranking = ranking;
        this.waiting = (QosQueue) queues.waiting;
        this.maxBatch = Math.max(1, config.maxSequences() / stages);
        if (batchTime == null && config.predicts()) {
            throw new IllegalArgumentException("policy niyama needs a batch-time model");
        }
        Margin margin = config.chunks() instanceof ChunkRule.Dynamic dynamic ? dynamic.margin() : new Margin.Fixed(1);
        this.times = batchTime == null ? null : new StepTimes(batchTime, stages, margin);
        this.chunkSize = new ChunkSize(config.chunks(), times);
        this.batchSize = new BatchSize(config, queues.kv, stages, times);
        this.pace = new Pace(
                times == null ? 0 : nanosPerToken(times, config.chunks().maxTokens()));
        this.forecast = new WaitForecast(config, queues, ranking, pace, times);
        this.relegation = new Relegation(config, waiting, ranking, pace);
        this.preemption = new Preemption(swap, queues, pace, credit);
    }

    private static double nanosPerToken(StepTimes times, int tokens) {
        BatchShape batch = new BatchShape();
        batch.addPrefill(0, tokens);
        return times.nanos(batch) / tokens;
    }

    @Override
    public void arrived(Sequence s) {
        s.due = s.request().deadline();
        s.expectedReuse = queues.kv.cachedBlocks(s.blocks, s.target()) * queues.kv.blockTokens();
        if (s.request().qos().slo() instanceof Slo.Interactive slo) {
            tightest.add(slo.ttftNanos());
        }
        waiting.arrived(s);
    }

    @Override
    public void form(Step step, long now) {
        latest = step;
        sortIdle();
        if (config.predicts() && relegation.review(begun, begunInSlack, step, now)) {
            begun.moveTo(queues.idle);
            begunInSlack.moveTo(queues.idle);
            decodes.moveTo(queues.idle);
            sortIdle();
        }
        adaptAlpha();
        step.shape().holdTokens((long) queues.kv.filledBlocks() * queues.kv.blockTokens());
        addDecodes(step, now);
        full = false;
        blocked = false;
        serveOwed(step);
        serveUrgent(step);
        serveSlack(step);
        credit.formed(step, waiting.slack, !begunInSlack.isEmpty());
        forecast.started(step);
        begun.moveTo(queues.idle);
        begunInSlack.moveTo(queues.idle);
    }

    /** Sorts what is idle into decodes and begun prompts. */
    private void sortIdle() {
        while (!queues.idle.isEmpty()) {
            Sequence s = queues.idle.removeFirst();
            if (!s.prefilling()) {
                decodes.addLast(s);
            } else if (s.relegated) {
                s.rank = s.request().arrival();
                begunInSlack.addLast(s);
            } else {
                s.rank = ranking.rank(s);
                begun.addLast(s);
            }
        }
        begun.sortByRank();
        begunInSlack.sortByRank();
    }

    private void adaptAlpha() {
        if (config.order() != PrefillOrder.HYBRID || config.alphaNanos() > 0) {
            return;
        }
        double alpha = AlphaLaw.factor(relegation.demand()) * pace.nanosPerToken();
        if (AlphaLaw.differs(alpha, ranking.alpha())) {
            ranking.alpha(alpha);
            waiting.rankAgain();
            for (int i = 0; i < begun.size(); i++) {
                begun.get(i).rank = ranking.rank(begun.get(i));
            }
            begun.sortByRank();
        }
    }

    /** Adds every decode, and finds how long the step may take. */
    private void addDecodes(Step step, long now) {
        makeRoom(step);
        long allowance = Math.min(LONGEST_STEP_NANOS, tightest.nanos() / STEPS_PER_TTFT);
        long slack = QosStatus.UNLIMITED;
        while (!decodes.isEmpty() && step.size() < maxBatch) {
            Sequence s = decodes.removeFirst();
            queues.kv.grow(s.blocks, s.contextAfterDecode());
            step.add(s, 1);
            allowance = Math.min(allowance, TokenDeadlines.allowance(s, ranking.remainingOutputs(s), now));
            if (!s.relegated && s.due < Long.MAX_VALUE) {
                slack = Math.min(slack, s.due - now);
            }
        }
        decodes.moveTo(queues.idle);
        chunkSize.limit(allowance, slack);
    }

    /** Frees a block for each decode that needs one, taking them from those that can wait longest. */
    private void makeRoom(Step step) {
        int needed = 0;
        for (int i = 0; i < decodes.size(); i++) {
            needed += blocksNeeded(decodes.get(i));
        }
        while (queues.kv.freeBlocks() < needed) {
            SequenceList from = slackDisplaceable() ? begunInSlack : !begun.isEmpty() ? begun : decodes;
            Sequence victim = from == decodes ? Preemption.laxest(decodes) : from.last();
            from.remove(victim);
            if (from == decodes) {
                needed -= blocksNeeded(victim);
            }
            preemption.preempt(victim, step);
        }
    }

    private int blocksNeeded(Sequence s) {
        return queues.kv.blocksFor(s.contextAfterDecode()) - s.blocks.size();
    }

    private void serveUrgent(Step step) {
        while (!full) {
            Sequence first = begun.isEmpty() ? null : begun.first();
            Sequence next = blocked ? null : waiting.nextUrgent(begun);
            if (next != null && (first == null || (config.preemption() && RankHeap.before(next, first)))) {
                blocked = !admit(next, step, Integer.MAX_VALUE);
            } else if (first != null) {
                go(begun, step, Integer.MAX_VALUE);
            } else {
                break;
            }
        }
    }

    /** Serves relegated prompts what they are owed, before all others; one that does not get KV blocks saves it up. */
    private void serveOwed(Step step) {
        boolean admitted = true;
        while (admitted && !full) {
            Sequence first = firstInSlack();
            int owed = (int) Math.min(Integer.MAX_VALUE, credit.tokens())
                    - step.shape().prefillTokens();
            if (first == null || owed < Math.min(chunkSize.least(), first.prefillWork())) {
                break;
            }
            if (first.admitted) {
                go(begunInSlack, step, owed);
            } else {
                admitted = admit(first, step, owed);
            }
        }
    }

    /** Serves relegated prompts with what the urgent left; none is admitted while an urgent one cannot be. */
    private void serveSlack(Step step) {
        while (!full) {
            Sequence next = nextInSlack();
            if (next != null && !next.admitted && !blocked) {
                blocked = !admit(next, step, Integer.MAX_VALUE);
            } else if (!begunInSlack.isEmpty()) {
                go(begunInSlack, step, Integer.MAX_VALUE);
            } else {
                break;
            }
        }
    }

    /** The relegated prompt that arrived first of those that are in no step. */
    private @Nullable Sequence firstInSlack() {
        Sequence waits = waiting.slack.isEmpty() ? null : waiting.slack.first();
        Sequence begins = begunInSlack.isEmpty() ? null : begunInSlack.first();
        return begins == null || (waits != null && RankHeap.before(waits, begins)) ? waits : begins;
    }

    /** Where tenants take turns, who has begun ends its turn. */
    private @Nullable Sequence nextInSlack() {
        return !config.fairTenants()
                ? firstInSlack()
                : !begunInSlack.isEmpty() ? begunInSlack.first() : waiting.nextInSlack();
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
        if (!fits(s, cached) && !canDisplace(s, cached)) {
            return false;
        }
        int context = s.saved() > 0 ? s.saved() : cached * queues.kv.blockTokens();
        int wanted = Math.clamp(s.target() - context, 1, most);
        int chunk = chunk(step, s, context, wanted);
        if (chunk <= 0) {
            full = true;
            return false;
        }
        while (!fits(s, cached)) {
            if (!displaceable(s)) {
                return false;
            }
            preemption.preempt(slackDisplaceable() ? begunInSlack.removeLast() : begun.removeLast(), step);
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

    /** Whether there is room for it, and for the relegated prompt whose turn it is. */
    private boolean fits(Sequence s, int cached) {
        Sequence owed = firstInSlack();
        int blocks = queues.blocksFor(s);
        int held = queues.held();
        if (!s.relegated && owed != null && !owed.admitted && credit.covers(owed)) {
            blocks += queues.blocksFor(owed);
            held++;
        }
        return held < config.maxSequences() && queues.kv.canAdmit(s.blocks, cached, blocks);
    }

    /** Whether begun prompts that can wait longer hold what it needs: none is displaced in vain. */
    private boolean canDisplace(Sequence s, int cached) {
        if (!displaceable(s)) {
            return false;
        }
        int blocks = queues.kv.freeBlocks();
        for (int i = 0; i < begunInSlack.size(); i++) {
            blocks += begunInSlack.get(i).blocks.size();
        }
        for (int i = 0; i < begun.size(); i++) {
            blocks += RankHeap.before(s, begun.get(i)) ? begun.get(i).blocks.size() : 0;
        }
        return blocks >= queues.blocksFor(s) - cached + queues.kv.watermarkBlocks();
    }

    /** Whether a begun prompt can wait longer than a waiting one. */
    private boolean displaceable(Sequence s) {
        return !s.relegated
                && (slackDisplaceable()
                        || (config.preemption() && !begun.isEmpty() && RankHeap.before(s, begun.last())));
    }

    /** Whether there is a begun relegated prompt that is not owed its KV blocks. */
    private boolean slackDisplaceable() {
        return begunInSlack.size() > 1
                || (!begunInSlack.isEmpty()
                        && !(begunInSlack.first() == firstInSlack() && credit.covers(begunInSlack.first())));
    }

    private int chunk(Step step, Sequence s, int context, int remaining) {
        return chunkSize.tokens(step.shape(), s.saved(), context, remaining);
    }

    @Override
    public void completed(Step step, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (step.emits(i)) {
                TokenDeadlines.emitted(step.sequence(i), now);
                waiting.served(step.sequence(i), TenantTurns.OUTPUT_TOKEN);
            }
        }
        credit.completed(step);
        long nanos = now - step.formedAt();
        if (times != null) {
            times.observe(step.shape(), nanos);
        }
        pace.observe(step.shape(), full, nanos);
        forecast.completed();
    }

    @Override
    public void finished(Sequence s) {
        ranking.finished(s);
        chunkSize.worthwhile(batchSize.finished(s));
    }

    @Override
    public void left(Sequence s) {
        relegation.left(s);
        waiting.left(s);
    }

    @Override
    public int usableBlocks() {
        return queues.usableForDecodes();
    }

    @Override
    public QosStatus qos() {
        return new QosStatus(
                ranking.alpha(),
                chunkSize.slack(),
                latest == null ? 0 : chunkSize.most(latest.shape()),
                times == null ? 1 : times.margin(),
                (long) (waiting.urgentTokens() * pace.nanosPerToken()),
                relegation.relegated());
    }

    @Override
    public OptionalLong predictedWait(Request request, long now) {
        return OptionalLong.of(forecast.nanos(request, now));
    }
}
