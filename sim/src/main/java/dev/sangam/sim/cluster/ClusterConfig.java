package dev.sangam.sim.cluster;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.deployment.DeploymentFile;

/**
 * A pool of equal replicas, ready to run.
 *
 * @param replicas number of replicas, at least 1
 * @param router how requests are spread over them
 * @param scheduler policy of each replica
 * @param kv KV cache of each replica
 * @param stages pipeline stages of each replica
 * @param batchTime how long a batch takes on one stage
 */
public record ClusterConfig(
        int replicas,
        RoutingPolicy router,
        SchedulerConfig scheduler,
        KvConfig kv,
        int stages,
        BatchTimeModel batchTime) {
    public ClusterConfig {
        if (replicas < 1 || replicas > DeploymentFile.MAX_REPLICAS) {
            throw new IllegalArgumentException(
                    "replicas is " + replicas + "; it must be between 1 and " + DeploymentFile.MAX_REPLICAS);
        }
        if (stages < 1) {
            throw new IllegalArgumentException("pipeline_parallel is " + stages + "; it must be >= 1");
        }
    }
}
