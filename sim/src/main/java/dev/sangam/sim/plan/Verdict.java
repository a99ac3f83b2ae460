package dev.sangam.sim.plan;

import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a simulation meets its goals. */
final class Verdict {
    private Verdict() {}

    static @Nullable Goal missed(
            Deployment deployment, Workload workload, long seed, List<Goal> goals, boolean earlyAbort) {
        Summary summary = Simulation.run(deployment, workload, seed, ReplicaListener.NONE, arrived -> {})
                .summary();
        for (Goal goal : goals) {
            double value = summary.of(goal.qosClass().orElse("")).figure(goal.goal());
            if (!goal.goal().met(value)) {
                return goal;
            }
        }
        return null;
    }
}
