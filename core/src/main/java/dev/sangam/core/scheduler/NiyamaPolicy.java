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
 * displaced only when the KV cache is full. Relegated prompts are served in order of arrival, and get at least one of {@value
 * #SLACK_SHARE} prompt tokens, so that none starves: the one that has waited longest waits for no more than {@value
 * #SLACK_SHARE} times its tokens and those of the relegated ahead of it.
 */
final class NiyamaPolicy implements Policy {
    /** One of so many prompt tokens goes to the relegated prompt that has waited longest, whatever else is urgent. */
    static final int SLACK_SHARE = 20;

    private final Niyama config;
    private final Queues queues;
    private final QosQueue waiting;
    private final Ranking ranking;
    private final AlphaLaw alphaLaw = new AlphaLaw();
    private final @Nullable StepTimes times;
    private final ChunkSize chunkSize;
    private final Pace pace;
    private final Relegation relegation;
    private final SaveRule saveRule;
    private final TightestTtft tightest = new TightestTtft();
    private final int maxBatch;
    /** Begun prompts that are not in flight: the urgent by rank, the others by arrival. */
    private final SequenceList begun = new SequenceList();

    private final SequenceList begunInSlack = new SequenceList();
    private final SequenceList decodes = new SequenceList();
    private long slackCredit;
    private boolean full;
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
        this.pace = new Pace(
                times == null ? 0 : nanosPerToken(times, config.chunks().maxTokens()));
        this.relegation = new Relegation(waiting, ranking, pace);
        this.saveRule = new SaveRule(swap, queues, pace);
        if (config.alphaNanos() > 0) {
            ranking.alpha(config.alphaNanos());
        }
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
    }

    @Override
    public void form(Step step, long now) {
        latest = step;
        sortIdle();
        if (config.relegation() && relegation.review(begun, begunInSlack, step, now)) {
            begun.moveTo(queues.idle);
            begunInSlack.moveTo(queues.idle);
            decodes.moveTo(queues.idle);
            sortIdle();
        }
        adaptAlpha(now);
        step.shape().holdTokens((long) queues.kv.filledBlocks() * queues.kv.blockTokens());
        addDecodes(step, now);
        full = false;
        if (slackCredit >= chunkSize.least()) {
            serveSlack(step, slackCredit);
        }
        serveUrgent(step);
        serveSlack(step, Integer.MAX_VALUE);
        giveCredit(step);
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
                begunInSlack.addLast(s);
            } else {
                s.rank = ranking.rank(s);
                begun.addLast(s);
            }
        }
        begun.sortByRank();
        begunInSlack.sortByArrival();
    }

    private void adaptAlpha(long now) {
        if (config.order() != PrefillOrder.HYBRID || config.alphaNanos() > 0) {
            return;
        }
        double alpha = alphaLaw.factor(backlogNanos() / tightest.nanos()) * pace.nanosPerToken();
        // The pace changes with every step; ranks are only worth renewing for more than that.
        if (alpha > 1.4 * ranking.alpha() || alpha < 0.7 * ranking.alpha()) {
            ranking.alpha(alpha);
            waiting.rankAgain();
            for (int i = 0; i < begun.size(); i++) {
                begun.get(i).rank = ranking.rank(begun.get(i));
            }
            begun.sortByRank();
        }
    }

    private double backlogNanos() {
        return waiting.urgentTokens() * pace.nanosPerToken();
    }

    /** Adds every decode, and finds how long the step may take. */
    private void addDecodes(Step step, long now) {
        makeRoom(step, now);
        long allowance = tightest.nanos() / 8;
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
    private void makeRoom(Step step, long now) {
        int needed = 0;
        for (int i = 0; i < decodes.size(); i++) {
            needed += blocksNeeded(decodes.get(i));
        }
        while (queues.kv.freeBlocks() < needed) {
            SequenceList from = !begunInSlack.isEmpty() ? begunInSlack : !begun.isEmpty() ? begun : decodes;
            Sequence victim = from == decodes ? laxest(decodes) : from.last();
            from.remove(victim);
            if (from == decodes) {
                needed -= blocksNeeded(victim);
            }
            saveRule.preempt(victim, step);
        }
    }

    private int blocksNeeded(Sequence s) {
        return queues.kv.blocksFor(s.contextAfterDecode()) - s.blocks.size();
    }

    /** The relegated first, then the least important, then who is due last. */
    private static Sequence laxest(SequenceList decodes) {
        Sequence laxest = decodes.first();
        for (int i = 1; i < decodes.size(); i++) {
            Sequence s = decodes.get(i);
            boolean laxer = s.relegated != laxest.relegated
                    ? s.relegated
                    : s.request().priority() != laxest.request().priority()
                            ? s.request().priority() > laxest.request().priority()
                            : s.due >= laxest.due;
            laxest = laxer ? s : laxest;
        }
        return laxest;
    }

    private void serveUrgent(Step step) {
        boolean admits = true;
        while (!full) {
            Sequence first = begun.isEmpty() ? null : begun.first();
            boolean admit = admits
                    && !waiting.urgent.isEmpty()
                    && (first == null || (config.preemption() && RankHeap.before(waiting.urgent.first(), first)));
            if (admit) {
                admits = admit(waiting.urgent.first(), step, Integer.MAX_VALUE);
            } else if (first != null) {
                go(begun, step, Integer.MAX_VALUE);
            } else {
                break;
            }
        }
    }

    /** Serves prompts that are relegated, by arrival, at most so many tokens. */
    private void serveSlack(Step step, long tokens) {
        long end =
                tokens == Integer.MAX_VALUE ? Integer.MAX_VALUE : step.shape().prefillTokens() + tokens;
        boolean admits = true;
        while (!full && step.shape().prefillTokens() < end) {
            int most = (int) (end - step.shape().prefillTokens());
            Sequence first = begunInSlack.isEmpty() ? null : begunInSlack.first();
            if (first != null) {
                go(begunInSlack, step, most);
            } else if (admits && !waiting.slack.isEmpty()) {
                admits = admit(waiting.slack.first(), step, most);
            } else {
                break;
            }
        }
    }

    /** Adds a chunk of the first begun prompt of a list. */
    private void go(SequenceList list, Step step, int most) {
        Sequence s = list.first();
        int chunk = step.size() < maxBatch ? chunk(step, s.computed(), Math.min(most, s.prefillRemaining())) : 0;
        if (chunk > 0) {
            list.removeFirst();
            step.add(s, chunk);
        }
        full |= chunk < Math.min(most, s.prefillRemaining());
    }

    /** Begins a waiting prompt; false when it does not get KV blocks. */
    private boolean admit(Sequence s, Step step, int most) {
        if (queues.held() >= config.maxSequences() || step.size() >= maxBatch) {
            return false;
        }
        if (s.saved() > 0) {
            return restore(s, step, most);
        }
        int blocks = queues.kv.blocksFor(s.target());
        int cached = queues.kv.cachedBlocks(s.blocks, s.target());
        int reused = cached * queues.kv.blockTokens();
        int wanted = Math.min(most, s.target() - reused);
        int chunk = chunk(step, reused, wanted);
        if (chunk <= 0) {
            full = true;
            return false;
        }
        while (!queues.kv.canAdmit(s.blocks, cached, blocks)) {
            if (!displace(s, step)) {
                return false;
            }
            cached = queues.kv.cachedBlocks(s.blocks, s.target());
            chunk = Math.min(chunk, chunk(step, reused, wanted)); // saving has taken some of the time
        }
        if (chunk <= 0) {
            full = true;
            return false;
        }
        full |= chunk < wanted;
        waiting.remove(s);
        step.add(queues.admit(s, cached, blocks), Math.min(chunk, s.prefillRemaining()));
        return true;
    }

    /** Goes on with a prompt or an output that was saved, as soon as there is time to copy it back; false as above. */
    private boolean restore(Sequence s, Step step, int most) {
        int wanted = s.prefilling() ? Math.min(most, s.prefillRemaining()) : 1;
        step.shape().addRestored(s.saved());
        int chunk = chunk(step, s.computed(), wanted);
        step.shape().removeRestored(s.saved());
        if (chunk <= 0) {
            full = true;
            return false;
        }
        int blocks = queues.kv.blocksFor(Math.max(s.target(), s.contextAfterDecode()));
        while (!queues.kv.canAdmit(s.blocks, 0, blocks)) {
            if (!displace(s, step)) {
                return false;
            }
        }
        full |= chunk < wanted;
        waiting.remove(s);
        queues.forgetSaved(s);
        step.addRestored(queues.admit(s, 0, blocks), chunk);
        return true;
    }

    /** Takes the KV blocks of a begun prompt that can wait longer; false when there is none. */
    private boolean displace(Sequence s, Step step) {
        if (s.relegated) {
            return false;
        }
        if (!begunInSlack.isEmpty()) {
            saveRule.preempt(begunInSlack.removeLast(), step);
            return true;
        }
        if (config.preemption() && !begun.isEmpty() && RankHeap.before(s, begun.last())) {
            saveRule.preempt(begun.removeLast(), step);
            return true;
        }
        return false;
    }

    private int chunk(Step step, int context, int remaining) {
        return chunkSize.tokens(step.shape(), context, remaining);
    }

    private void giveCredit(Step step) {
        if (waiting.slack.isEmpty() && begunInSlack.isEmpty()) {
            slackCredit = 0;
            return;
        }
        slackCredit += step.shape().prefillTokens() / SLACK_SHARE;
        for (int i = 0; i < step.size(); i++) {
            if (step.prefills(i) && step.sequence(i).relegated) {
                slackCredit = Math.max(0, slackCredit - step.tokens(i));
            }
        }
    }

    @Override
    public void completed(Step step, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (step.emits(i)) {
                TokenDeadlines.emitted(step.sequence(i), now);
            }
        }
        long nanos = now - step.formedAt();
        if (times != null) {
            times.observe(step.shape(), nanos);
        }
        pace.observe(step.shape(), full, nanos);
    }

    @Override
    public void finished(Sequence s) {
        ranking.history().add(s.request(), s.emitted());
    }

    @Override
    public void left(Sequence s) {
        relegation.left(s);
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
                (long) backlogNanos(),
                relegation.relegated());
    }

    @Override
    public OptionalLong predictedWait(Request request, long now) {
        Sequence asked = new Sequence(request);
        asked.due = request.deadline();
        asked.rank = ranking.rank(asked);
        long tokens = asked.prefillWork();
        for (int i = 0; i < waiting.urgent.size(); i++) {
            Sequence s = waiting.urgent.get(i);
            tokens += RankHeap.before(s, asked) ? s.prefillWork() : 0;
        }
        for (int i = 0; i < queues.idle.size(); i++) {
            Sequence s = queues.idle.get(i);
            tokens += s.prefilling() && !s.relegated ? s.prefillWork() : 0;
        }
        return OptionalLong.of((long) (tokens * pace.nanosPerToken()));
    }
}
