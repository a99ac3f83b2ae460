package dev.sangam.core.metric;

import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.core.metric.TimeSeries.Column;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Computes the {@link Summary} of a run from what {@link RunRecorder} saw. */
public final class Summaries {
    /** A request with at least this fluidity-index counts as fluid (Metron, section 4). */
    public static final double FLUID = 0.9;

    private static final double SECONDS = 1e9;

    private final Workload workload;
    private final RunRecorder run;
    private final RequestLog log;
    private final double makespan;
    private final double[] scratch;

    private Summaries(Workload workload, RunRecorder run) {
        this.workload = workload;
        this.run = run;
        this.log = run.requests();
        this.makespan = workload.size() == 0 ? 0 : (run.lastTokenAt() - workload.arrival(0)) / SECONDS;
        this.scratch = new double[workload.size()];
    }

    /** The figures of a run of {@code workload} on {@code pool}. */
    public static Summary of(Workload workload, RunRecorder run, Pool pool) {
        return new Summaries(workload, run).summary(pool);
    }

    /** Whether a request met its class's SLO ({@link Metric#ATTAINMENT}); {@code null} when nothing was promised. */
    public static @Nullable Boolean attained(Workload workload, RequestLog log, int id) {
        return switch (workload.qos(id).slo()) {
            case Slo.BestEffort() -> null;
            case Slo.Interactive(long ttft, long tbt) ->
                log.finished(id) && log.firstTokenAt(id) - workload.arrival(id) <= ttft && log.fluidity(id) >= FLUID;
            case Slo.NonInteractive(long ttlt) ->
                log.finished(id) && log.lastTokenAt(id) - workload.arrival(id) <= ttlt;
        };
    }

    private Summary summary(Pool pool) {
        TimeSeries series = run.series();
        long outputs = 0;
        long prompts = 0;
        for (int i = 0; i < workload.size(); i++) {
            if (log.finished(i)) {
                prompts += workload.promptTokens(i);
                outputs += log.outputTokens(i);
            }
        }
        double replicaSeconds = makespan * pool.replicas();
        ClassSummary all = classSummary("all", i -> true, allGaps());
        List<ClassSummary> classes = new ArrayList<>();
        for (QosClass qos : workload.classes()) {
            classes.add(classSummary(qos.name(), i -> workload.qos(i).equals(qos), run.tbt(qos)));
        }
        return new Summary(
                workload.size(),
                all.completed(),
                makespan,
                prompts,
                outputs,
                (long) series.total(Column.STEPS),
                (long) series.total(Column.PREEMPTIONS),
                pool.peakFlopsPerGpu() > 0
                        ? run.flops() / (makespan * pool.gpus() * pool.peakFlopsPerGpu())
                        : Double.NaN,
                series.total(Column.KV_BLOCK_NANOS) / SECONDS / (replicaSeconds * pool.kvBlocksPerReplica()),
                run.reusedTokens() / (double) Math.max(1, promptsScheduled()),
                series.total(Column.BUSY_NANOS) / SECONDS / replicaSeconds,
                pool.gpus(),
                pool.pricePerGpuHour() > 0 ? pool.gpus() * pool.pricePerGpuHour() * makespan / 3600 : Double.NaN,
                all,
                classes.size() == 1 ? List.of() : classes);
    }

    private long promptsScheduled() {
        long tokens = 0;
        for (int i = 0; i < workload.size(); i++) {
            tokens += log.scheduled(i) ? workload.promptTokens(i) : 0;
        }
        return tokens;
    }

    private Histogram allGaps() {
        Histogram all = new Histogram();
        workload.classes().forEach(qos -> all.add(run.tbt(qos)));
        return all;
    }

    private ClassSummary classSummary(String name, IntPredicate member, Histogram gaps) {
        int requests = 0;
        int promised = 0;
        int attained = 0;
        for (int i = 0; i < workload.size(); i++) {
            if (member.test(i)) {
                requests++;
                Boolean met = attained(workload, log, i);
                promised += met == null ? 0 : 1;
                attained += Boolean.TRUE.equals(met) ? 1 : 0;
            }
        }
        IntPredicate done = i -> member.test(i) && log.finished(i);
        Stat ttlt = stat(done, i -> log.lastTokenAt(i) - workload.arrival(i));
        return new ClassSummary(
                name,
                requests,
                (int) ttlt.count(),
                promised,
                attained,
                attained / makespan,
                stat(done, i -> log.firstTokenAt(i) - workload.arrival(i)),
                Stat.ofSeconds(gaps),
                stat(i -> done.test(i) && log.outputTokens(i) > 1, log::tpotNanos),
                ttlt,
                stat(done, i -> (double) (log.lastTokenAt(i) - workload.arrival(i)) / log.outputTokens(i)),
                stat(done, i -> log.scheduledAt(i) - workload.arrival(i)),
                stat(done, log::preemptedNanos),
                fluidity(done, i -> log.fluidity(i)),
                fluidity(done, i -> 1 - log.fluidity(i)));
    }

    private Stat fluidity(IntPredicate done, IntToDoubleFunction share) {
        int n = 0;
        for (int i = 0; i < workload.size(); i++) {
            if (done.test(i) && workload.qos(i).slo() instanceof Slo.Interactive) {
                scratch[n++] = share.applyAsDouble(i);
            }
        }
        return Stat.of(scratch, n, 1);
    }

    private Stat stat(IntPredicate member, IntToDoubleFunction nanos) {
        int n = 0;
        for (int i = 0; i < workload.size(); i++) {
            if (member.test(i)) {
                scratch[n++] = nanos.applyAsDouble(i);
            }
        }
        return Stat.of(scratch, n, SECONDS);
    }
}
