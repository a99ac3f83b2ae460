package dev.sangam.benchmarks;

import dev.sangam.core.request.QosClass;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.SamplingParams;
import dev.sangam.serve.engine.Usage;
import dev.sangam.serve.process.EngineProcess;
import dev.sangam.serve.process.EngineWorker;
import dev.sangam.serve.process.JavaCommand;
import dev.sangam.serve.process.Supervision;
import dev.sangam.serve.process.WorkerLaunch;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What a process of its own costs the engine: CPU time per token, tokens per second at most, and how much later a token
 * arrives. The same engine without a model runs in this process and in another one.
 */
public final class EngineProcessBenchmark {
    private static final int[] STREAMS = {1, 8, 64, 512};
    private static final int FAST_TOKENS = 2_000_000;
    private static final int PACED_TOKENS = 1000;
    private static final long PACED_STEP_NANOS = 10_000_000;
    private static final AtomicLong IDS = new AtomicLong();

    private EngineProcessBenchmark() {}

    /** The other process. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] args) {
            EngineWorker.main((_, listener) -> new TokenSource(listener));
        }
    }

    /** Ages of tokens when they arrive. Each stream writes its own part. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ages(long[] nanos, int from, CountDownLatch ended) implements GenerationListener {
        @Override
        public void token(OutputToken token) {
            nanos[from + token.id() - 1] = System.nanoTime() - Long.parseLong(token.text());
        }

        @Override
        public void finished(FinishReason reason, Usage usage) {
            ended.countDown();
        }

        @Override
        public void failed(EngineException problem) {
            throw problem;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        try (Engine here = new TokenSource(EngineListener.NONE);
                Engine there = start()) {
            System.out.println("as fast as it goes");
            for (int streams : STREAMS) {
                fast("in this process", here, streams);
                fast("in another", there, streams);
            }
            System.out.println("steps of 10 ms: from a token's making to its arrival");
            for (int streams : STREAMS) {
                paced("in this process", here, streams);
                paced("in another", there, streams);
            }
        }
    }

    private static Engine start() {
        List<String> command = JavaCommand.of(List.of(), Worker.class.getName());
        return EngineProcess.start(
                new WorkerLaunch(command, Map.of(), ""), Supervision.DEFAULT, EngineListener.NONE, System.err::println);
    }

    private static void fast(String where, Engine engine, int streams) throws InterruptedException {
        int tokens = FAST_TOKENS / streams;
        run(engine, streams, tokens, 0);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        run(engine, streams, tokens, 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        double all = (double) tokens * streams;
        System.out.printf(
                "%4d streams %-16s %9.0f tokens/s %6.2f us of CPU per token%n",
                streams, where, all / seconds, (cpuNanos() - cpu) / 1e3 / all);
    }

    private static void paced(String where, Engine engine, int streams) throws InterruptedException {
        long cpu = cpuNanos();
        long[] ages = run(engine, streams, PACED_TOKENS, PACED_STEP_NANOS);
        double cpuPerToken = (cpuNanos() - cpu) / 1e3 / ages.length;
        Arrays.sort(ages);
        System.out.printf(
                "%4d streams %-16s p50 %6.0f us  p99 %6.0f us  max %6.0f us %8.2f us of CPU per token%n",
                streams,
                where,
                ages[ages.length / 2] / 1e3,
                ages[(int) (ages.length * 0.99)] / 1e3,
                ages[ages.length - 1] / 1e3,
                cpuPerToken);
    }

    private static long[] run(Engine engine, int streams, int tokens, long stepNanos) throws InterruptedException {
        long[] nanos = new long[streams * tokens];
        CountDownLatch ended = new CountDownLatch(streams);
        for (int i = 0; i < streams; i++) {
            engine.generate(request(tokens, stepNanos), new Ages(nanos, i * tokens, ended));
        }
        ended.await();
        return nanos;
    }

    private static GenerationRequest request(int tokens, long stepNanos) {
        return new GenerationRequest(
                IDS.incrementAndGet(),
                new Prompt.Text(Long.toString(stepNanos), false),
                tokens,
                SamplingParams.GREEDY,
                List.of(),
                ResponseFormat.TEXT,
                false,
                QosClass.BEST_EFFORT,
                0,
                "benchmark",
                0);
    }

    /** CPU time of this process and the worker. */
    private static long cpuNanos() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.children())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }
}
