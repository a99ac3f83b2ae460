package dev.sangam.core.metric;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.metric.TimeSeries.Column;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.Sequence;
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
        log.ensure((int) request.id());
        series.add(Column.ARRIVALS, series.bin(now), 1);
    }

    @Override
    public void preempted(Replica replica, List<Request> requests, long now) {
        series.add(Column.PREEMPTIONS, series.bin(now), requests.size());
        for (Request request : requests) {
            int id = (int) request.id();
            log.preemptions[id]++;
            log.preemptedAt[id] = now;
        }
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        BatchShape shape = step.shape();
        totalFlops += flops.applyAsDouble(shape);
        int bin = series.bin(now);
        series.add(Column.STEPS, bin, 1);
        series.add(Column.STEP_SEQUENCES, bin, step.size());
        series.add(Column.PREFILL_TOKENS, bin, shape.prefillTokens());
        series.add(Column.DECODE_TOKENS, bin, shape.decodes());
        if (shape.prefills() > 0) {
            for (int i = 0; i < step.size(); i++) {
                if (step.prefills(i)) {
                    scheduled(step.sequence(i).request(), step.context(i), replica.id(), now);
                }
            }
        }
    }

    private void scheduled(Request request, int context, int replica, long now) {
        int id = (int) request.id();
        if (log.scheduled[id] < 0) {
            log.scheduled[id] = now;
            reusedTokens += context;
            log.replica[id] = replica;
            log.deadline[id] = request.qos().slo() instanceof Slo.Interactive slo
                    ? FluidityIndex.after(request.arrival(), slo.ttftNanos())
                    : Long.MAX_VALUE;
        } else if (log.preemptedAt[id] >= 0) {
            log.preempted[id] += now - log.preemptedAt[id];
            log.preemptedAt[id] = -1;
        }
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (step.emits(i)) {
                emitted(step.sequence(i), now);
            }
        }
        if (result != StepResult.NONE_FINISHED) {
            finish(step, result, now);
        }
    }

    private void emitted(Sequence s, long now) {
        Request request = s.request();
        int id = (int) request.id();
        if (log.emitted[id]++ == 0) {
            log.first[id] = now;
        } else {
            gap(request.qos(), now - log.last[id]);
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
        int bin = series.bin(now);
        for (int i = 0; i < step.size(); i++) {
            if (result.finished(i) && step.emits(i)) {
                log.finished[(int) step.sequence(i).request().id()] = true;
                series.add(Column.COMPLETIONS, bin, 1);
            }
        }
    }

    @Override
    public void settled(Replica replica, long now) {
        observe(replica, now);
    }

    /** Integrates the replica's gauges up to now, and reads them anew. */
    private void observe(Replica replica, long now) {
        if (replica.id() >= gauges.length) {
            int old = gauges.length;
            gauges = Arrays.copyOf(gauges, Math.max(replica.id() + 1, 2 * old));
            for (int i = old; i < gauges.length; i++) {
                gauges[i] = new Gauges();
            }
        }
        gauges[replica.id()].observe(replica, now, series);
    }

    private static final class Gauges {
        private long since;
        private double busy;
        private int kvBlocks;
        private int waiting;
        private int running;

        void observe(Replica replica, long now, TimeSeries series) {
            if (now > since) {
                series.integrate(since, now, busy, kvBlocks, waiting, running);
                since = now;
            }
            busy = replica.busyShare();
            kvBlocks = replica.scheduler().kvBlocksUsed();
            waiting = replica.scheduler().waiting();
            running = replica.scheduler().running();
        }
    }
}
