package dev.sangam.sim.plan;

import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Finds the capacity of configurations under one traffic and the same goals. Thread-safe: one object may search for
 * several configurations at a time; a search itself uses the thread that calls it.
 */
public final class CapacitySearch {
    private final Traffic traffic;
    private final List<Goal> goals;
    private final CapacityOptions options;

    /** @throws IllegalArgumentException when there are no goals, since every rate meets none */
    public CapacitySearch(Traffic traffic, List<Goal> goals, CapacityOptions options) {
        if (goals.isEmpty()) {
            throw new IllegalArgumentException("there are no goals; every rate would meet them");
        }
        this.traffic = traffic;
        this.goals = List.copyOf(goals);
        this.options = options;
    }

    /**
     * The capacity of a configuration; its own workload and goals do not matter.
     *
     * @param hint a rate that the capacity may well be near, such as that of a similar configuration
     * @throws dev.sangam.core.InputException when a request can never fit
     */
    public Capacity of(Deployment deployment, OptionalDouble hint) {
        return new Bisection(deployment, traffic, goals, options).capacity(hint);
    }

    /** The verdict on one rate, such as the one that is to be served. */
    public Probe probe(Deployment deployment, double rate, long seed) {
        return new Bisection(deployment, traffic, goals, options).probe(rate, seed);
    }
}
