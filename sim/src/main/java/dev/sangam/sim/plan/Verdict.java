package dev.sangam.sim.plan;

import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.cluster.Cluster;
import dev.sangam.sim.deployment.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run met its goals.
 *
 * @param missed a goal that was missed; {@code null} when all were met
 * @param arrived requests that had arrived when that was certain
 */
record Verdict(@Nullable Goal missed, int arrived) {
    /** Simulates until the verdict is certain. */
    static Verdict early(Deployment deployment, Workload workload, long seed, List<Goal> goals) {
        RunRecorder recorder = recorder();
        GoalWatch watch = new GoalWatch(goals, workload, recorder);
        ReplicaListener listener = watch.needsRecorder() ? ReplicaListener.all(recorder, watch) : watch;
        int[] arrived = {0};
        new Cluster(deployment.pools(), workload, seed, listener).runUntil(watch::decided, count -> arrived[0] = count);
        // What is open at the end without a recorder is a percentile of gaps whose bucket ends beyond the limit, with
        // no gap
        // that does: it is met.
        boolean open = !watch.decided() && watch.needsRecorder();
        return new Verdict(open ? missed(deployment, workload, recorder, goals) : watch.missed(), arrived[0]);
    }

    /** Simulates to the end, and judges by the summary of the run. */
    static Verdict full(Deployment deployment, Workload workload, long seed, List<Goal> goals) {
        RunRecorder recorder = recorder();
        new Cluster(deployment.pools(), workload, seed, recorder).run(arrived -> {});
        return new Verdict(missed(deployment, workload, recorder, goals), workload.size());
    }

    private static RunRecorder recorder() {
        return new RunRecorder(shape -> 0); // no goal is about floating-point operations
    }

    private static @Nullable Goal missed(
            Deployment deployment, Workload workload, RunRecorder recorder, List<Goal> goals) {
        Summary summary = Summaries.of(workload, recorder, deployment.pool());
        return goals.stream()
                .filter(goal ->
                        !goal.goal().met(summary.of(goal.qosClass().orElse("")).figure(goal.goal())))
                .findFirst()
                .orElse(null);
    }
}
