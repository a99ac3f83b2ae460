package dev.sangam.cli;

import dev.sangam.core.batchtime.ModelFlops;
import dev.sangam.core.calibration.CalibratedTimes;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.serve.calibration.RunObserver;
import dev.sangam.serve.calibration.WorkloadPlayer;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.LocalEngine;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.sim.cluster.ClusterConfig;
import dev.sangam.sim.cluster.PoolConfig;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Machine;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.report.RunResult;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A workload served by the real engine, and the same simulated from a profile: equal lengths, and the arrivals that the
 * engine saw.
 *
 * @param measured the real run
 * @param simulated what was predicted
 * @param steps predicted and measured time of each step of the real run
 */
record Validation(RunResult measured, RunResult simulated, RunObserver steps) {
    /** Share of the predicted capacity at which requests arrive unless a rate is given. */
    private static final double LOAD = 0.7;

    /**
     * What is served, and what predicts it.
     *
     * @param name of the runs
     * @param rate requests per second; 0 for a share of the predicted capacity
     */
    record Plan(
            String name,
            EngineOptions engine,
            ModelSpec model,
            CalibratedTimes times,
            String profile,
            WorkloadSource source,
            double rate,
            long seed) {}

    static Validation run(Plan plan, IntConsumer progress) throws InterruptedException {
        Workload asked = plan.source().generate(plan.seed());
        RunRecorder recorder = new RunRecorder(new ModelFlops(plan.model())::of);
        RunObserver observer = new RunObserver(asked.size(), plan.times());
        ModelInfo info;
        Deployment deployment;
        try (LocalEngine engine = LocalEngine.start(
                plan.engine().observedBy(ReplicaListener.all(recorder, observer)), EngineListener.NONE)) {
            info = engine.model();
            deployment = deployment(plan, info);
            asked = paced(asked.clippedTo(info.contextTokens()), plan.rate(), deployment);
            new WorkloadPlayer(asked, info.vocabularySize(), plan.seed(), progress).play(engine);
        }
        Workload arrived = observer.arrived(asked);
        RunResult simulated = Simulation.run(deployment, arrived, plan.seed(), ReplicaListener.NONE, i -> {});
        RunResult measured = new RunResult(
                plan.name() + ", measured",
                measuredFacts(simulated.facts()),
                plan.seed(),
                arrived,
                recorder,
                deployment.pool(),
                Summaries.of(arrived, recorder, deployment.pool()));
        return new Validation(measured, simulated, observer);
    }

    private static List<Fact> measuredFacts(List<Fact> simulated) {
        return simulated.stream()
                .map(fact -> fact.label().equals("batch time") ? new Fact(fact.label(), "the engine itself") : fact)
                .toList();
    }

    private static Deployment deployment(Plan plan, ModelInfo info) {
        KvSwap swap = KvSwap.over(
                Deployment.MEMORY_COPY, plan.model().kvBytesPerToken(), (long) info.kvBlocks() * info.blockTokens());
        KvConfig kv = new KvConfig(
                info.kvBlocks(),
                info.blockTokens(),
                plan.engine().watermark(),
                info.prefixCaching(),
                plan.engine().swap().map(given -> given.or(() -> swap)).orElse(null));
        ClusterConfig cluster = new ClusterConfig(
                1, RoutingPolicy.LEAST_OUTSTANDING, plan.engine().scheduler(), kv, 1, plan.times());
        return new Deployment(
                plan.name() + ", simulated",
                plan.model(),
                List.of(new Machine(null, Parallelism.NONE, plan.profile())),
                List.of(PoolConfig.all(cluster)),
                null,
                plan.source(),
                List.of());
    }

    /** The workload at the rate asked for, or at {@link #LOAD} of what the deployment is predicted to do at most. */
    private static Workload paced(Workload workload, double rate, Deployment deployment) {
        double wanted = rate > 0 ? rate : LOAD * capacity(workload, deployment);
        double seconds = workload.lastArrival() / 1e9;
        return seconds == 0 ? workload : workload.scaledRate(wanted * seconds / workload.size());
    }

    /** Requests per second when all of them are there from the start. */
    private static double capacity(Workload workload, Deployment deployment) {
        WorkloadBuilder atOnce = new WorkloadBuilder();
        for (int i = 0; i < workload.size(); i++) {
            atOnce.add(0, workload.promptTokens(i), workload.outputTokens(i), workload.label(i), workload.blockKeys(i));
        }
        return Simulation.run(deployment, atOnce.build(), 0, ReplicaListener.NONE, i -> {})
                .summary()
                .requestsPerSecond();
    }
}
