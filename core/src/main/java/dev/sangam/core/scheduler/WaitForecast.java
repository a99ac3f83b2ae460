package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Predicts when the prompt of a request would be computed if it came now: after the step that runs, what is before it in the
 * order of prompts, its own work, and what comes later and overtakes it, at the pace of late. The turns of tenants are not
 * foreseen.
 */
final class WaitForecast {
    /** What the relegated are given is lost to the others. */
    private static final double URGENT_SHARE = 1 - 1.0 / SlackCredit.SHARE;

    private final SchedulerConfig.Niyama config;
    private final Queues queues;
    private final QosQueue waiting;
    private final Ranking ranking;
    private final Pace pace;
    private final @Nullable StepTimes times;
    private final ArrayDeque<Step> inFlight = new ArrayDeque<>();

    WaitForecast(
            SchedulerConfig.Niyama config,
            Queues queues,
            QosQueue waiting,
            Ranking ranking,
            Pace pace,
            @Nullable StepTimes times) {
        this.config = config;
        this.queues = queues;
        this.waiting = waiting;
        this.ranking = ranking;
        this.pace = pace;
        this.times = times;
    }

    /** A step was formed. */
    void started(Step step) {
        if (!step.isEmpty()) {
            inFlight.addLast(step);
        }
    }

    /** The oldest step has completed. */
    void completed() {
        inFlight.removeFirst();
    }

    /** Nanoseconds. O(sequences admitted + log of those waiting). */
    long nanos(Request request, long now) {
        Sequence asked = new Sequence(request);
        asked.due = request.deadline();
        asked.relegated = config.relegation() && asked.due == Long.MAX_VALUE;
        asked.expectedReuse = queues.kv.cachedBlocks(asked.blocks, asked.target()) * queues.kv.blockTokens();
        asked.rank = ranking.rank(asked);
        double tokens = asked.prefillWork() + waiting.tokensBefore(asked) + begunBefore(asked);
        double nanos = Math.max(pace.stepNanos(), toStepEnd(tokens, asked) * pace.nanosPerToken());
        if (asked.relegated) {
            return (long) (runningNanos(now) + nanos);
        }
        if (!waiting.slack.isEmpty()) {
            nanos /= URGENT_SHARE;
        }
        double soonest = runningNanos(now) + nanos;
        double likely = waiting.overtaking.until(soonest, asked.rank - now, pace.nanosPerToken(), now);
        // Who comes later and would make it late is more likely to be relegated than to overtake it.
        return (long) (config.relegation() ? Math.max(soonest, Math.min(likely, (double) (asked.due - now))) : likely);
    }

    /** A prompt is done with the step of its last token, in which others follow it. */
    private double toStepEnd(double tokens, Sequence asked) {
        double step = Math.max(1, pace.stepTokens());
        return Math.min(
                Math.ceil(tokens / step) * step, Math.max(tokens, (double) (asked.prefillWork() + waiting.tokens())));
    }

    /** Tokens that are left of begun prompts once what is in flight has run. */
    private long begunBefore(Sequence asked) {
        long tokens = 0;
        for (int i = 0; i < queues.idle.size(); i++) {
            tokens += before(queues.idle.get(i), asked);
        }
        for (Step step : inFlight) {
            for (int i = 0; i < step.size(); i++) {
                tokens += step.prefills(i) ? before(step.sequence(i), asked) : 0;
            }
        }
        return tokens;
    }

    private int before(Sequence s, Sequence asked) {
        boolean goesFirst =
                s.relegated ? asked.relegated : asked.relegated || !config.preemption() || RankHeap.before(s, asked);
        return goesFirst && !s.ended ? Math.max(0, s.target() - s.planned()) : 0;
    }

    /** Time that the newest step needs yet. */
    private double runningNanos(long now) {
        Step step = inFlight.peekLast();
        return step == null || times == null ? 0 : Math.max(0, step.formedAt() + times.likelyNanos(step.shape()) - now);
    }
}
