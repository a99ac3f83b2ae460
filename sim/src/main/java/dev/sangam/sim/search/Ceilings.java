package dev.sangam.sim.search;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.plan.Bounds;
import dev.sangam.sim.plan.Traffic;
import java.util.List;

/** Rates that the capacities of configurations do not exceed, from arithmetic and memory alone. */
record Ceilings(Errand errand) {
    double[] of(List<Candidate> candidates, List<Goal> goals) {
        WorkloadSource all = errand.question().workload();
        List<String> classes = errand.group().classes();
        Traffic traffic = Traffic.of(
                classes.isEmpty() ? all : all.ofClasses(classes),
                errand.question().plan().requests());
        return candidates.parallelStream()
                .mapToDouble(candidate -> {
                    Section root = Section.parse("deployment", candidate.deployment());
                    Deployment deployment =
                            Deployment.serving(new DeploymentFile(root, errand.question().folder()), all);
                    return Bounds.upperRate(deployment, traffic, goals, 1);
                })
                .toArray();
    }
}
