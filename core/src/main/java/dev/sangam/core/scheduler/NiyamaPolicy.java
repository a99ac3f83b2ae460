package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvCache;
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
final class NiyamaPolicy extends Policy {
    /** Who arrives waits for the batch that runs: none is planned to take longer, whatever the slack of those in it. */
    private static final long LONGEST_STEP_NANOS = 1_000_000_000;

    /** Nor longer than this part of the tightest time to first token. */
    private static final int STEPS_PER_TTFT = 8;

    private final Niyama config;
    private final QosQueue waiting;
    private final Ranking ranking;
    private final @Nullable StepTimes times;
    private final ChunkSize chunkSize;
    private final BatchSize batchSize;
    private final Pace pace;
    private final Relegation relegation;
    private final WaitForecast forecast;
    private final Begun begun;
    private final SlackCredit credit = new SlackCredit();
    private final KvRoom room;
    private final BatchPrompts prompts;
    private final TightestTtft tightest = new TightestTtft();
    private final int maxBatch;
    private @Nullable Step latest;

    NiyamaPolicy(Niyama config, KvCache kv, int stages, @Nullable BatchTimeModel batchTime, @Nullable KvSwap swap) {
        Ranking ranks = new Ranking(config.order(), config.outputs(), config.alphaNanos());
        QosQueue queue = new QosQueue(ranks, config.relegation(), config.fairTenants() ? new TenantTurns() : null);
        super(new Queues(kv, queue));
        this.config = config;
        this.ranking = ranks;
        this.waiting = queue;
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
        this.forecast = new WaitForecast(config, queues, waiting, ranking, pace, times);
        this.relegation = new Relegation(config, waiting, ranking, pace);
        this.begun = new Begun(queues.idle, ranking);
        this.room = new KvRoom(config, queues, waiting, begun, credit, new Preemption(swap, queues, pace, credit));
        this.prompts = new BatchPrompts(config, queues, waiting, begun, chunkSize, credit, room, maxBatch);
    }

    private static double nanosPerToken(StepTimes times, int tokens) {
        BatchShape batch = new BatchShape();
        batch.addPrefill(0, tokens);
        return times.nanos(batch) / tokens;
    }

    @Override
    void arrived(Sequence s) {
        s.due = s.request().deadline();
        s.expectedReuse = queues.kv.cachedBlocks(s.blocks, s.target()) * queues.kv.blockTokens();
        if (s.request().qos().slo() instanceof Slo.Interactive slo) {
            tightest.add(slo.ttftNanos());
        }
        waiting.arrived(s);
    }

    @Override
    void form(Step step, long now) {
        latest = step;
        begun.take();
        if (config.predicts() && relegation.review(begun.urgent, begun.slack, step, now)) {
            begun.giveBack();
            begun.take();
        }
        adaptAlpha();
        step.shape().holdTokens((long) queues.kv.filledBlocks() * queues.kv.blockTokens());
        addDecodes(step, now);
        prompts.add(step);
        credit.formed(step, waiting.slack, !begun.slack.isEmpty());
        forecast.started(step);
        begun.giveBack();
    }

    private void adaptAlpha() {
        if (config.order() != PrefillOrder.HYBRID || config.alphaNanos() > 0) {
            return;
        }
        double alpha = AlphaLaw.factor(relegation.demand()) * pace.nanosPerToken();
        if (AlphaLaw.differs(alpha, ranking.alpha())) {
            ranking.alpha(alpha);
            waiting.rankAgain();
            begun.rankAgain();
        }
    }

    /** Adds every decode, and finds how long the step may take. */
    private void addDecodes(Step step, long now) {
        room.makeForDecodes(step);
        long allowance = Math.min(LONGEST_STEP_NANOS, tightest.nanos() / STEPS_PER_TTFT);
        long slack = QosStatus.UNLIMITED;
        while (!begun.decodes.isEmpty() && step.size() < maxBatch) {
            Sequence s = begun.decodes.removeFirst();
            queues.kv.grow(s.blocks, s.contextAfterDecode());
            step.add(s, 1);
            allowance = Math.min(allowance, TokenDeadlines.allowance(s, ranking.remainingOutputs(s), now));
            if (!s.relegated && s.due < Long.MAX_VALUE) {
                slack = Math.min(slack, s.due - now);
            }
        }
        chunkSize.limit(allowance, slack);
    }

    @Override
    void completed(Step step, long now) {
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
        pace.observe(step.shape(), prompts.full(), nanos);
        forecast.completed();
    }

    @Override
    void finished(Sequence s) {
        ranking.finished(s);
        chunkSize.worthwhile(batchSize.finished(s));
    }

    @Override
    void left(Sequence s) {
        relegation.left(s);
        waiting.left(s);
    }

    @Override
    int usableBlocks() {
        return queues.usableForDecodes();
    }

    @Override
    QosStatus qos() {
        return new QosStatus(
                ranking.alpha(),
                chunkSize.slack(),
                latest == null ? 0 : chunkSize.most(latest.shape()),
                times == null ? 1 : times.margin(),
                (long) (waiting.urgentTokens() * pace.nanosPerToken()),
                relegation.relegated());
    }

    @Override
    OptionalLong predictedWait(Request request, long now) {
        return OptionalLong.of(forecast.nanos(request, now));
    }
}
