package dev.sangam.sim.search;

import dev.sangam.files.deployment.Goal;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.plan.Bounds;
import dev.sangam.sim.plan.Traffic;
import java.util.List;

/** Rates that the capacities of configurations do not exceed, from arithmetic and memory alone. */
record Ceilings(Errand errand) {
    /** One for each candidate. */
    double[] of(List<Goal> goals) {
        WorkloadSource all = errand.question().workload();
        List<String> classes = errand.group().classes();
        Traffic traffic = Traffic.of(
                classes.isEmpty() ? all : all.ofClasses(classes),
                errand.question().plan().requests());
        Bounds bounds = new Bounds(traffic, goals, 1);
        List<Deployment> deployments = errand.question().space().deployments();
        return deployments.parallelStream().mapToDouble(bounds::upperRate).toArray();
    }
}
