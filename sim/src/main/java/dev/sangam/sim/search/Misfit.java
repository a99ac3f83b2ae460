package dev.sangam.sim.search;

/**
 * A configuration that cannot be.
 *
 * @param label names it among the others of its space
 * @param reason why, a sentence
 */
public record Misfit(String label, String reason) {}
