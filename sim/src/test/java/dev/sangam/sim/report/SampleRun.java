package dev.sangam.sim.report;

import dev.sangam.core.batchtime.NiyamaRegression;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.workload.Arrivals;
import dev.sangam.core.workload.Lengths;
import dev.sangam.core.workload.RequestStream;
import dev.sangam.core.workload.TokenCount;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.core.workload.WorkloadSpec;
import dev.sangam.sim.cluster.Cluster;
import dev.sangam.sim.cluster.ClusterConfig;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.List;

/** Small real runs of two replicas that are short of KV blocks, so that requests wait and are preempted. */
final class SampleRun {
    static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(2_000_000_000L, 60_000_000L));
    static final QosClass BATCH = new QosClass("batch", new Slo.NonInteractive(120_000_000_000L));

    private static final int REPLICAS = 2;
    private static final int KV_BLOCKS = 420;

    private SampleRun() {}

    static RunResult of(long seed) {
        return of(seed, 300, ReplicaListener.NONE);
    }

    static RunResult of(long seed, int requests, ReplicaListener listener) {
        return of(workload(seed, requests), seed, 1, listener);
    }

    static RunResult of(Workload workload, long seed, int stages, ReplicaListener listener) {
        RunRecorder recorder = new RunRecorder(shape -> shape.tokens() * 16e9);
        ClusterConfig config = new ClusterConfig(
                REPLICAS,
                RoutingPolicy.LEAST_OUTSTANDING,
                new SchedulerConfig.Sarathi(512, 64),
                new KvConfig(KV_BLOCKS, 16, 0.01, false),
                stages,
                NiyamaRegression.LLAMA_3_8B_A100);
        new Cluster(config, workload, seed, ReplicaListener.all(recorder, listener)).run(arrived -> {});
        Pool pool = new Pool(REPLICAS, stages, REPLICAS * stages, 1.2, 312e12, KV_BLOCKS);
        return new RunResult(
                "Chat and batch on 2 x A100-80",
                List.of(new Fact("model", "Llama-3-8B"), new Fact("hardware", "2 x A100-80 (TP 1, PP " + stages + ")")),
                seed,
                workload,
                recorder,
                pool,
                Summaries.of(workload, recorder, pool));
    }

    static RunResult empty() {
        return of(new WorkloadBuilder().build(), 0, 1, ReplicaListener.NONE);
    }

    static Workload workload(long seed, int requests) {
        Lengths chat = new Lengths.Independent(
                new TokenCount.LogNormal(400, 1500, 1, 4000), new TokenCount.LogNormal(150, 400, 1, 1000));
        Lengths batch = new Lengths.Independent(new TokenCount.Fixed(2000), new TokenCount.Uniform(1, 60));
        return new WorkloadSpec(
                        List.of(
                                RequestStream.of("chat", new Arrivals.Gamma(4, 2), chat)
                                        .withQos(CHAT),
                                RequestStream.of("batch", new Arrivals.Poisson(1), batch)
                                        .withQos(BATCH)),
                        requests,
                        Long.MAX_VALUE)
                .generate(seed);
    }
}
