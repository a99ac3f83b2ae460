package dev.sangam.core.replica;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.EventLoop;
import dev.sangam.core.time.LoopRunner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A replica, its requests, and when clients go away.
 *
 * @param stepNanos time that a step takes
 * @param batchTime what the scheduler believes that it takes
 */
public record Scenario(
        SchedulerConfig config,
        KvConfig kv,
        int stages,
        ToLongFunction<Step> stepNanos,
        BatchTimeModel batchTime,
        List<Arrival> arrivals,
        List<Cancellation> cancellations) {
    /** More steps than this per token mean that nobody gets anywhere. */
    private static final int STEPS_PER_TOKEN = 50;

    /** A request, and how many tokens it will emit. */
    public record Arrival(Request request, int outputTokens) {}

    /** Which client goes away, and when in nanoseconds. */
    public record Cancellation(long time, long id) {}

    /** Runs it to the end under every checker; requests that the scheduler refuses are left out. */
    public Invariants run(LoopRunner runner) {
        return run(runner, ReplicaListener.NONE);
    }

    /** The same with somebody else who listens. */
    public Invariants run(LoopRunner runner, ReplicaListener also) {
        Map<Long, Integer> outputs = new HashMap<>();
        arrivals.forEach(a -> outputs.put(a.request().id(), a.outputTokens()));
        Invariants invariants = new Invariants(config, stages, id -> outputs.getOrDefault(id, 0), kv.prefixCaching());
        Replica[] replica = new Replica[1];
        runner.run(loop -> replica[0] = start(loop, invariants, also, outputs));
        invariants.checkEnd(replica[0]);
        return invariants;
    }

    private Replica start(EventLoop loop, Invariants invariants, ReplicaListener also, Map<Long, Integer> outputs) {
        IterationScheduler scheduler = new IterationScheduler(config, kv, stages, batchTime);
        ReplicaListener listener = ReplicaListener.all(new StepLimit(stepLimit()), invariants.listener(), also);
        ScriptedExecutor executor = new ScriptedExecutor(loop, stages, stepNanos, id -> outputs.getOrDefault(id, 0));
        Replica replica = new Replica(0, loop, scheduler, executor, listener);
        long start = loop.now();
        for (Arrival a : arrivals) {
            if (scheduler.refusal(a.request()).isEmpty()) {
                Request request = later(a.request(), start);
                loop.at(request.arrival(), () -> replica.submit(request));
            }
        }
        for (Cancellation c : cancellations) {
            loop.at(start + c.time(), () -> invariants.cancel(replica, c.id()));
        }
        return replica;
    }

    private static Request later(Request r, long start) {
        return new Request(
                r.id(),
                start + r.arrival(),
                r.promptTokens(),
                r.maxOutputTokens(),
                r.promptBlocks(),
                r.qos(),
                r.priority(),
                r.tenant());
    }

    private long stepLimit() {
        return STEPS_PER_TOKEN
                * arrivals.stream()
                        .mapToLong(a -> a.request().promptTokens() + a.outputTokens())
                        .sum();
    }

    /** Fails instead of running for ever. */
    private static final class StepLimit implements ReplicaListener {
        private long left;

        StepLimit(long left) {
            this.left = left;
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            if (--left < 0) {
                throw new AssertionError("steps without end");
            }
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {}
    }
}
