package dev.sangam.sim.deployment;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.ModelFlops;
import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.sim.cluster.Cluster;
import dev.sangam.sim.report.RunResult;
import java.util.function.IntConsumer;

/** Simulates a deployment. Equal deployments and seeds give equal results. */
public final class Simulation {
    private Simulation() {}

    /**
     * One run.
     *
     * @param workload what is served
     * @param seed of routing, kept in the result
     * @param also sees every step besides the metrics: logs, traces
     * @param arrived told the number of requests that have arrived, after each
     */
    public static RunResult run(
            Deployment deployment, Workload workload, long seed, ReplicaListener also, IntConsumer arrived) {
        if (workload.size() == 0) {
            throw new InputException(deployment.name() + ": the workload has no requests");
        }
        RunRecorder recorder = new RunRecorder(new ModelFlops(deployment.model())::of);
        new Cluster(deployment.pools(), workload, seed, ReplicaListener.all(recorder, also)).run(arrived);
        Pool pool = deployment.pool();
        return new RunResult(
                deployment.name(),
                Facts.of(deployment, workload),
                seed,
                workload,
                recorder,
                pool,
                Summaries.of(workload, recorder, pool));
    }
}
