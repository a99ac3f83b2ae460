package dev.sangam.sim.plan;

import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import java.util.List;

/** Bounds of the capacity of a configuration that need no simulation. */
public final class Bounds {
    private Bounds() {}

    /**
     * A rate that the capacity does not exceed, requests per second; infinite where the goals do not bound it.
     *
     * @param seed of the requests, as in the search
     */
    public static double upperRate(Deployment deployment, Traffic traffic, List<Goal> goals, long seed) {
        return Double.POSITIVE_INFINITY;
    }
}
