package dev.sangam.benchmarks;

import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Iterations per second of the simulator with all metrics on: Llama-2-7b on one A100, sarathi with a budget of 512, requests
 * of 1,024 + 128 tokens at 3 per second. {@code steps} is the figure to read.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-XX:+UseParallelGC")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class SimulatorBenchmark {
    private static final String DEPLOYMENT = """
            model: llama-2-7b
            hardware: a100-80
            scheduler: {policy: sarathi, token_budget: 512, max_sequences: 128}
            kv_cache: {blocks: 7424}
            workload: {requests: 10000, rate: 3, lengths: {prompt: 1024, output: 128}}
            """;

    @SuppressWarnings("NullAway.Init") // set up before any run
    private Deployment deployment;

    @SuppressWarnings("NullAway.Init") // set up before any run
    private Workload workload;

    /** Iterations simulated. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counters {
        /** Steps of all runs. */
        public long steps;
    }

    /** Reads the deployment once. */
    @Setup(Level.Trial)
    public void read() {
        deployment = Deployment.of(new DeploymentFile(Section.parse("case01", DEPLOYMENT), Path.of("")));
        workload = deployment.workload().generate(1);
    }

    /** One run of 10,000 requests. */
    @Benchmark
    public Summary run(Counters counters) {
        Summary summary = Simulation.run(deployment, workload, 1, ReplicaListener.NONE, arrived -> {})
                .summary();
        counters.steps += summary.steps();
        return summary;
    }
}
