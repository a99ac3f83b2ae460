package dev.sangam.sim.search;

/**
 * One configuration: what a replica is.
 *
 * @param index in the order of the space
 * @param label names it among the others of its space
 * @param hardware name of the accelerator
 * @param gpus of a replica
 * @param dollarsPerHour of a replica
 * @param deployment a deployment file of one replica, without workload and goals, as JSON
 * @param batchTime where its batch times come from, for people
 */
public record Candidate(
        int index,
        String label,
        String hardware,
        int gpus,
        double dollarsPerHour,
        String deployment,
        String batchTime) {}
