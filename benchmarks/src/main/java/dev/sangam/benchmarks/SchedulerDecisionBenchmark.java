package dev.sangam.benchmarks;

import dev.sangam.core.batchtime.NiyamaRegression;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Event;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.PrefillOrder;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A decision of the scheduler: it is told that a step has completed, of the requests that have arrived since, and forms the
 * next step. 256 requests run and {@code waiting} wait, all the time: for each that is admitted another arrives. The steps
 * take as long as on an A100 with Llama-3-8B, in virtual time. On a machine that others use too, read {@code cpuMicros /
 * decisions}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-XX:+UseParallelGC")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class SchedulerDecisionBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int RUNNING = 256;
    private static final long SECOND = 1_000_000_000;
    private static final long PROMPT_NANOS = SECOND / 10;

    @Param({"niyama", "edf", "sarathi"})
    private String policy;

    @Param({"100", "1000", "10000", "100000"})
    private int waiting;

    /** Deadlines that can be met, of more and less demand in turn; or the three classes of the Niyama paper, too late. */
    @Param({"calm", "overload"})
    private String load;

    private final SplittableRandom random = new SplittableRandom(1);
    private final int[] outputs = random.ints(1 << 16, 500, 1500).toArray();

    @SuppressWarnings("NullAway.Init") // set up before any run
    private IterationScheduler scheduler;

    @SuppressWarnings("NullAway.Init") // set up before any run
    private Step step;

    private long now;
    private long next;

    /** Processor time, which other work on the machine does not lengthen. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Counters {
        /** Decisions made. */
        public long decisions;

        /** Processor time of them, microseconds. */
        public long cpuMicros;

        private long start;

        /** Starts the clock. */
        @Setup(Level.Iteration)
        public void start() {
            start = THREADS.getCurrentThreadCpuTime();
        }

        /** Stops the clock. */
        @TearDown(Level.Iteration)
        public void stop() {
            cpuMicros = (THREADS.getCurrentThreadCpuTime() - start) / 1000;
        }
    }

    /** Fills the queue, and runs until requests end as often as they arrive. */
    @Setup(Level.Trial)
    public void fill() {
        SchedulerConfig config = switch (policy) {
            case "niyama" ->
                SchedulerConfig.Niyama.of(new ChunkRule.Dynamic(64, 2560, 1, new Margin.Learned(0.95)), RUNNING);
            case "edf" -> SchedulerConfig.Niyama.baseline(PrefillOrder.EDF, 512, RUNNING);
            case "sarathi" -> new SchedulerConfig.Sarathi(512, RUNNING);
            default -> throw new IllegalArgumentException(policy);
        };
        scheduler = new IterationScheduler(
                config, new KvConfig(1 << 16, 16, 0.01, false), 1, NiyamaRegression.LLAMA_3_8B_A100);
        arrive();
        step = scheduler.next(now);
        for (int i = 0; i < 3_000; i++) {
            decide();
        }
    }

    private void arrive() {
        while (scheduler.waiting() < waiting) {
            scheduler.handle(new Event.Arrived(request(next++)), now);
        }
    }

    private Request request(long id) {
        int prompt = random.nextInt(200, 2000);
        int priority = random.nextInt(5) == 0 ? 1 : 0;
        QosClass qos = load.equals("calm") ? patient(id) : hurried(id);
        return new Request(id, now, prompt, 1500, BlockHashes.NONE, qos, priority, "tenant-" + id % 8);
    }

    private QosClass patient(long id) {
        double wave = 1 + 0.5 * Math.sin((double) now / (50 * SECOND));
        long ttlt = (long) ((100 * SECOND + waiting * PROMPT_NANOS) * random.nextDouble(3, 6) * wave);
        return new QosClass("class-" + id % 3, new Slo.NonInteractive(ttlt));
    }

    private static QosClass hurried(long id) {
        return switch ((int) (id % 3)) {
            case 0 -> new QosClass("chat", new Slo.Interactive(6 * SECOND, SECOND / 20));
            case 1 -> new QosClass("report", new Slo.NonInteractive(600 * SECOND));
            default -> new QosClass("batch", new Slo.NonInteractive(1800 * SECOND));
        };
    }

    /** Completes a step and forms the next. */
    @Benchmark
    public int decide(Counters counters) {
        counters.decisions++;
        return decide();
    }

    private int decide() {
        now += (long) NiyamaRegression.LLAMA_3_8B_A100.nanos(step.shape(), 1);
        BitSet finished = new BitSet();
        for (int i = 0; i < step.size(); i++) {
            if (step.emitsLast(i, outputs[(int) step.sequence(i).request().id() & 0xffff])) {
                finished.set(i);
            }
        }
        scheduler.handle(new Event.Completed(step, StepResult.finished(finished)), now);
        arrive();
        step = scheduler.next(now);
        return step.size();
    }

    /** Says whether the trial was what it should be. */
    @TearDown(Level.Trial)
    public void report() {
        System.out.println(
                "running " + scheduler.running() + ", waiting " + scheduler.waiting() + ", " + scheduler.qos());
    }
}
