package dev.sangam.sim.search;

/**
 * What a search took.
 *
 * @param tasks pieces of work
 * @param reused those of them whose outcome an earlier search had left
 * @param simulations of all tasks
 * @param nanos CPU time of all tasks
 */
public record Effort(int tasks, int reused, int simulations, long nanos) {}
