package dev.sangam.core.metric;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.metric.TimeSeries.Column;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.Scheduler;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Turns the steps of replicas into metrics while a run goes on: O(1) per token, nothing kept per token. Request ids must be
 * 0, 1, 2, ... Single-threaded.
 */
public final class RunRecorder implements ReplicaListener {
    private final RequestLog log = new RequestLog();
    private final TimeSeries series = new TimeSeries();
    private final Map<QosClass, Histogram> gaps = new HashMap<>();
    private final ToDoubleFunction<BatchShape> flops;
    private Gauges[] gauges = {};
    private double totalFlops;
    private long reusedTokens;
    private long lastToken;

    private QosClass runClass = QosClass.BEST_EFFORT;
    private Histogram runHistogram = histogram(runClass);
    private long runGap;
    private long runLength;

    /** @param flops floating-point operations that the model needs for a batch */
    public RunRecorder(ToDoubleFunction<BatchShape> flops) {
        this.flops = flops;
    }

    /** What happened to each request. */
    public RequestLog requests() {
        return log;
    }

    /** What happened over time. */
    public TimeSeries series() {
        return series;
    }

    /** {@link Metric#TBT} of a class, nanoseconds. */
    public Histogram tbt(QosClass qos) {
        endRun();
        return histogram(qos);
    }

    /** Floating-point operations of all steps. */
    public double flops() {
        return totalFlops;
    }

    /** Prompt tokens found in the KV cache when their request was first scheduled. */
    public long reusedTokens() {
        return reusedTokens;
    }

    /** Time of the latest token, nanoseconds. */
    public long lastTokenAt() {
        return lastToken;
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        arrived((int) request.id(), now);
    }

    /** A request arrived. This and the methods below are the steps of a run one by one, as a log tells them. */
    public void arrived(int id, long now) {
        log.ensure(id);
        series.add(Column.ARRIVALS, series.bin(now), 1);
    }

    @Override
    public void preempted(Replica replica, List<Request> requests, long now) {
        requests.forEach(request -> preempted((int) request.id(), now));
    }

    /** A request lost its KV blocks. */
    public void preempted(int id, long now) {
        series.add(Column.PREEMPTIONS, series.bin(now), 1);
        log.preemptions[id]++;
        log.preemptedAt[id] = now;
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        BatchShape shape = step.shape();
        started(shape, now);
        if (shape.prefills() > 0) {
            for (int i = 0; i < step.size(); i++) {
                if (step.prefills(i)) {
                    Request request = step.sequence(i).request();
                    prefilled((int) request.id(), request, step.context(i), replica.id(), now);
                }
            }
        }
    }

    /** A step was formed. */
    public void started(BatchShape shape, long now) {
        totalFlops += flops.applyAsDouble(shape);
        int bin = series.bin(now);
        series.add(Column.STEPS, bin, 1);
        series.add(Column.STEP_SEQUENCES, bin, shape.sequences());
        series.add(Column.PREFILL_TOKENS, bin, shape.prefillTokens());
        series.add(Column.DECODE_TOKENS, bin, shape.decodes());
    }

    /**
     * A request is part of a step that was formed, with a chunk of its prompt.
     *
     * @param context tokens that were in the KV cache before
     */
    public void prefilled(int id, Request request, int context, int replica, long now) {
        if (log.scheduled[id] < 0) {
            log.scheduled[id] = now;
            reusedTokens += context;
            log.replica[id] = replica;
            log.deadline[id] = request.qos().slo() instanceof Slo.Interactive slo
                    ? FluidityIndex.after(request.arrival(), slo.ttftNanos())
                    : Long.MAX_VALUE;
        } else {
            scheduledAgain(id, now);
        }
    }

    /** A request is part of a step that was formed at {@code now}; it may have been preempted before. */
    public void scheduledAgain(int id, long now) {
        if (log.preemptedAt[id] >= 0) {
            log.preempted[id] += now - log.preemptedAt[id];
            log.preemptedAt[id] = -1;
        }
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (step.emits(i)) {
                Request request = step.sequence(i).request();
                if (step.restored(i) > 0) {
                    scheduledAgain((int) request.id(), step.formedAt());
                }
                emitted((int) request.id(), request, now);
            }
        }
        if (result != StepResult.NONE_FINISHED) {
            finish(step, result, now);
        }
    }

    /**
     * How far a request had come at a moment before which nothing is known of its tokens: the gap before its next one does
     * not count, and its deadlines start anew with that.
     *
     * @param scheduledAt start of its first step, or -1
     * @param context tokens that were in the KV cache then
     * @param firstTokenAt time of its first token, or -1
     * @param tokens emitted so far
     */
    public void resumed(int id, Request request, long scheduledAt, int context, long firstTokenAt, int tokens) {
        if (scheduledAt >= 0 && log.scheduled[id] < 0) {
            prefilled(id, request, context, 0, scheduledAt);
        }
        log.first[id] = firstTokenAt;
        log.emitted[id] = tokens;
        log.last[id] = -1;
    }

    /** A request emitted a token. */
    public void emitted(int id, Request request, long now) {
        if (log.emitted[id]++ == 0) {
            log.first[id] = now;
        } else if (log.last[id] >= 0) {
            gap(request.qos(), now - log.last[id]);
        } else if (log.deadline[id] != Long.MAX_VALUE) {
            log.deadline[id] = now;
        }
        log.last[id] = now;
        lastToken = now;
        if (log.deadline[id] != Long.MAX_VALUE) {
            meetDeadline(id, request, now);
        }
    }

    private void meetDeadline(int id, Request request, long now) {
        long gap = request.qos().slo() instanceof Slo.Interactive slo ? slo.tbtNanos() : 1;
        long deadline = log.deadline[id];
        if (now > deadline) {
            log.missed[id] += FluidityIndex.missed(now - deadline, gap);
            log.lateTokens[id]++;
            deadline = now;
        }
        log.deadline[id] = FluidityIndex.after(deadline, gap);
    }

    /** Equal gaps come in runs, one per sequence of a batch: count them, and add a run at once. */
    @SuppressWarnings("ReferenceEquality") // another object of an equal class only ends the run early
    private void gap(QosClass qos, long nanos) {
        if (nanos != runGap || qos != runClass) {
            endRun();
            runGap = nanos;
            if (qos != runClass) {
                runClass = qos;
                runHistogram = histogram(qos);
            }
        }
        runLength++;
    }

    private void endRun() {
        if (runLength > 0) {
            runHistogram.add(runGap, runLength);
            runLength = 0;
        }
    }

    private Histogram histogram(QosClass qos) {
        return gaps.computeIfAbsent(qos, q -> new Histogram());
    }

    private void finish(Step step, StepResult result, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (result.finished(i) && step.emits(i)) {
                finished((int) step.sequence(i).request().id(), now);
            }
        }
    }

    /** The latest token of a request was its last one. */
    public void finished(int id, long now) {
        log.finished[id] = true;
        series.add(Column.COMPLETIONS, series.bin(now), 1);
    }

    @Override
    public void settled(Replica replica, long now) {
        Scheduler scheduler = replica.scheduler();
        Load load = new Load(replica.busyShare(), scheduler.kvBlocksUsed(), scheduler.waiting(), scheduler.running());
        loaded(replica.id(), load, now);
    }

    /** The load of a replica from now on. */
    public void loaded(int replica, Load load, long now) {
        if (replica >= gauges.length) {
            int old = gauges.length;
            gauges = Arrays.copyOf(gauges, Math.max(replica + 1, 2 * old));
            for (int i = old; i < gauges.length; i++) {
                gauges[i] = new Gauges();
            }
        }
        gauges[replica].change(load, now, series);
    }

    /**
     * Gauges of a replica at one moment.
     *
     * @param busy {@link Replica#busyShare()}
     * @param kvBlocks KV blocks held
     * @param waiting requests waiting
     * @param running requests admitted
     */
    public record Load(double busy, int kvBlocks, int waiting, int running) {
        /** Nothing to do. */
        public static final Load NONE = new Load(0, 0, 0, 0);
    }

    private static final class Gauges {
        private long since;
        private Load load = Load.NONE;

        /** Integrates from one change to the next, so that it does not matter how often somebody looks in between. */
        void change(Load next, long now, TimeSeries series) {
            if (next.equals(load)) {
                return;
            }
            if (now > since) {
                series.integrate(since, now, load.busy, load.kvBlocks, load.waiting, load.running);
                since = now;
            }
            load = next;
        }
    }
}
