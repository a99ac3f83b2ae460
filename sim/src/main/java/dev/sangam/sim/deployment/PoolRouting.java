package dev.sangam.sim.deployment;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.files.NearNames;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.PoolSection;
import dev.sangam.files.workload.BuiltInWorkloads;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.cluster.PoolConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks that every class has exactly one pool.
 *
 * @param sections the pools as the file has them
 */
record PoolRouting(DeploymentFile file, List<PoolSection> sections) {
    void check(WorkloadSource workload, List<PoolConfig> pools) {
        Set<String> known = new TreeSet<>(file.classes().keySet());
        known.addAll(BuiltInWorkloads.classes().keySet());
        known.addAll(workload.classNames());
        known.add(QosClass.BEST_EFFORT.name());
        requireOneOwner(known);
        for (String name : workload.classNames()) {
            if (PoolConfig.of(name, pools).isEmpty()) {
                throw file.root()
                        .error(
                                "pools",
                                "have none for class '" + name + "', which the workload has. Maybe leave 'classes' out"
                                        + " of one: it then serves all others");
            }
        }
    }

    private void requireOneOwner(Set<String> known) {
        Set<String> names = new HashSet<>();
        Map<String, String> owners = new HashMap<>();
        for (PoolSection pool : sections) {
            if (!names.add(pool.name())) {
                throw pool.error("name", "is '" + pool.name() + "' a second time; names of pools must differ");
            }
            for (String qos : pool.classes().orElse(List.of(""))) { // "" stands for all others
                if (!qos.isEmpty() && !known.contains(qos)) {
                    throw unknown(pool, qos, known);
                }
                String owner = owners.put(qos, pool.name());
                if (owner != null) {
                    throw pool.error(
                            "classes",
                            qos.isEmpty()
                                    ? "are not given, as in pool '" + owner + "'; only one may serve all others"
                                    : "has '" + qos + "', which pool '" + owner + "' serves too");
                }
            }
        }
    }

    private static InputException unknown(PoolSection pool, String qos, Set<String> known) {
        return pool.error("classes", "has '" + qos + "', which is not a class." + NearNames.advice(qos, known));
    }
}
