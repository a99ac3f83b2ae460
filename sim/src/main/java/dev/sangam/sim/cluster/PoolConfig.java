package dev.sangam.sim.cluster;

import java.util.List;
import java.util.Optional;

/**
 * A pool, and which requests it serves.
 *
 * @param name unique among the pools of a deployment
 * @param classes names of the QoS classes that it serves; empty for all that no other pool serves
 * @param replicas what it consists of
 */
public record PoolConfig(String name, Optional<List<String>> classes, ClusterConfig replicas) {
    public PoolConfig {
        classes = classes.map(List::copyOf);
    }

    /** The pool that serves everything. */
    public static PoolConfig all(ClusterConfig replicas) {
        return new PoolConfig("all", Optional.empty(), replicas);
    }

    /** Whether requests of a class are its own, whatever the other pools serve. */
    public boolean names(String qosClass) {
        return classes.filter(names -> names.contains(qosClass)).isPresent();
    }

    /** The pool of a class: the one that names it, else the one that serves all others. */
    public static Optional<PoolConfig> of(String qosClass, List<PoolConfig> pools) {
        return pools.stream()
                .filter(pool -> pool.names(qosClass))
                .findFirst()
                .or(() -> pools.stream().filter(pool -> pool.classes.isEmpty()).findFirst());
    }
}
