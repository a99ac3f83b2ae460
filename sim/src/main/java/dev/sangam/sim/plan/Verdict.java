package dev.sangam.sim.plan;

import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
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
            ClassSummary run = of(goal, summary);
            if (!goal.goal().met(goal.goal().seconds(run))) {
                return goal;
            }
        }
        return null;
    }

    private static ClassSummary of(Goal goal, Summary summary) {
        return goal.qosClass()
                .flatMap(name -> summary.classes().stream()
                        .filter(c -> c.name().equals(name))
                        .findFirst())
                .orElse(summary.all());
    }
}
