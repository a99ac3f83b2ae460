package dev.sangam.core.metric;

/**
 * What a pool consists of, as far as utilisation and cost depend on it.
 *
 * @param replicas number of replicas
 * @param stages pipeline stages of a replica
 * @param gpus devices in all
 * @param pricePerGpuHour dollars; 0 when unknown
 * @param peakFlopsPerGpu dense peak at the model's precision, operations per second; 0 when unknown
 * @param kvBlocksPerReplica KV blocks of a replica, in the mean where they differ
 */
public record Pool(
        int replicas, int stages, int gpus, double pricePerGpuHour, double peakFlopsPerGpu, int kvBlocksPerReplica) {}
