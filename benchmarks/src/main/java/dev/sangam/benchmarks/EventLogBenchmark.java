package dev.sangam.benchmarks;

import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.DeploymentKeys;
import dev.sangam.files.eventlog.EventLogConfig;
import dev.sangam.files.eventlog.EventLogHeader;
import dev.sangam.files.eventlog.EventLogWriter;
import dev.sangam.files.eventlog.RecordedRun;
import dev.sangam.sim.cluster.ClusterConfig;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What an event log costs: bytes per output token, time that the event loop spends on it per step and per token, and time
 * to read it back. A simulation stands for the server, with so many streams that never rest.
 */
public final class EventLogBenchmark {
    private static final int[] STREAMS = {1, 8, 64, 1000};
    private static final int TOKENS = 4_000_000;

    private EventLogBenchmark() {}

    public static void main(String[] args) throws IOException {
        System.out.printf(
                "%8s %9s %12s %14s %12s %13s %13s%n",
                "streams", "steps", "bytes/token", "loop ns/token", "loop ns/step", "read ns/token", "dropped");
        for (int streams : STREAMS) {
            measure(streams); // once for the compiler
            System.out.println(measure(streams));
        }
    }

    private static String measure(int streams) throws IOException {
        int requests = Math.max(streams, Math.min(streams == 1 ? 200 : Integer.MAX_VALUE, TOKENS / 300));
        String yaml = """
                model: llama-2-7b
                hardware: a100-80
                scheduler: {policy: vllm-v1, token_budget: 4096, max_sequences: %d}
                kv_cache: {blocks: 2000000}
                workload:
                  requests: %d
                  shared_prefix: {groups: 4, tokens: 256}
                  arrivals: {process: static}
                  lengths: {prompt: 512, output: {min: 100, max: 500}}
                """.formatted(streams, requests);
        Deployment d = Deployment.of(new DeploymentFile(Section.parse("benchmark", yaml), Path.of("")));
        Workload workload = d.workload().generate(1);
        Path file = Files.createTempFile("sangam-events", ".jsonl");
        try {
            Timed timed;
            try (EventLogWriter writer = EventLogWriter.open(
                    new EventLogConfig(file, 1L << 40, 0),
                    header(d.cluster()),
                    warning -> System.err.println(warning))) {
                timed = new Timed(writer);
                Simulation.run(d, workload, 1, timed, arrived -> {});
            }
            long start = System.nanoTime();
            RecordedRun run = RecordedRun.read(List.of(file));
            run.metrics(run.workload(), shape -> 0);
            long read = System.nanoTime() - start;
            return String.format(
                    "%,8d %,9d %12.2f %14.1f %12.0f %13.0f %13d",
                    streams,
                    timed.steps,
                    (double) Files.size(file) / timed.tokens,
                    (double) timed.nanos / timed.tokens,
                    (double) timed.nanos / timed.steps,
                    (double) read / timed.tokens,
                    timed.writer.dropped());
        } finally {
            Files.delete(file);
            Files.deleteIfExists(
                    file.resolveSibling(String.valueOf(file.getFileName()).replace(".jsonl", ".1.jsonl")));
        }
    }

    private static EventLogHeader header(ClusterConfig c) {
        return new EventLogHeader(
                "benchmark",
                0,
                Instant.EPOCH,
                0,
                "benchmark",
                "benchmark",
                1,
                c.kv().blocks(),
                c.kv().blockTokens(),
                List.of(),
                DeploymentKeys.of(c.scheduler(), c.kv(), 1));
    }

    /** Takes the time of the writer's part, and lets it catch up, since a simulation is faster than any server. */
    private static final class Timed implements ReplicaListener {
        private static final int EVENTS_AHEAD = 500;

        private final EventLogWriter writer;
        private long nanos;
        private long steps;
        private long tokens;
        private long events;

        Timed(EventLogWriter writer) {
            this.writer = writer;
        }

        private void take(Runnable event) {
            long start = System.nanoTime();
            event.run();
            nanos += System.nanoTime() - start;
        }

        @Override
        public void arrived(Replica replica, Request request, long now) {
            events++;
            take(() -> writer.arrived(replica, request, now));
        }

        @Override
        public void preempted(Replica replica, List<Request> requests, long now) {
            take(() -> writer.preempted(replica, requests, now));
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            take(() -> writer.started(replica, step, now));
        }

        @Override
        public void settled(Replica replica, long now) {
            take(() -> writer.settled(replica, now));
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {
            for (int i = 0; i < step.size(); i++) {
                tokens += step.emits(i) ? 1 : 0;
            }
            steps++;
            events++;
            take(() -> writer.completed(replica, step, result, now));
            while (events - writer.written() > EVENTS_AHEAD) {
                Thread.onSpinWait();
            }
        }
    }
}
