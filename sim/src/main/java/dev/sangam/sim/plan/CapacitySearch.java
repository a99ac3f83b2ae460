package dev.sangam.sim.plan;

import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Finds the capacity of configurations under one traffic and the same goals. Thread-safe: one object may search for
 * several configurations at a time; a search itself uses the thread that calls it.
 */
public final class CapacitySearch {
    /** Where the capacity often is, in parts of its upper bound. */
    private static final double START = 0.6;
    /** How far it may well be from a hint, and from there. */
    private static final double NEAR = 1.06;

    private static final double FAR = 1.2;

    private final Traffic traffic;
    private final List<Goal> goals;
    private final CapacityOptions options;
    private @Nullable Bounds bounds;

    /** @throws IllegalArgumentException when there are no goals, since every rate meets none */
    public CapacitySearch(Traffic traffic, List<Goal> goals, CapacityOptions options) {
        if (goals.isEmpty()) {
            throw new IllegalArgumentException("there are no goals; every rate would meet them");
        }
        this.traffic = traffic;
        this.goals = List.copyOf(goals);
        this.options = options;
    }

    /** A rate that the capacity of a configuration does not exceed, without a simulation; infinite where there is none. */
    public double upperRate(Deployment deployment) {
        return bounds().upperRate(deployment);
    }

    /** Drawn when they are needed, which they are not where every search has a hint. */
    private synchronized Bounds bounds() {
        if (bounds == null) {
            bounds = new Bounds(traffic, goals, options.firstSeed());
        }
        return bounds;
    }

    /**
     * The capacity of a configuration; its own workload and goals do not matter.
     *
     * @param hint a rate that the capacity may well be near, such as that of a similar configuration
     * @throws dev.sangam.core.InputException when a request can never fit
     */
    public Capacity of(Deployment deployment, OptionalDouble hint) {
        Bisection bisection = new Bisection(deployment, traffic, goals, options);
        if (hint.isPresent()) {
            return bisection.capacity(hint.getAsDouble(), NEAR);
        }
        double upper = upperRate(deployment);
        return bisection.capacity(Double.isFinite(upper) ? START * upper : traffic.ownRate(), FAR);
    }

    /** The verdict on one rate, such as the one that is to be served. */
    public Probe probe(Deployment deployment, double rate, long seed) {
        return new Bisection(deployment, traffic, goals, options).probe(rate, seed);
    }
}
