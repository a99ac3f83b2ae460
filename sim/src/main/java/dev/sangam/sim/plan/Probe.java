package dev.sangam.sim.plan;

import dev.sangam.files.deployment.Goal;
import org.jspecify.annotations.Nullable;

/**
 * One simulation at one rate, and whether it met the goals.
 *
 * @param rate requests per second
 * @param seed of the requests
 * @param missed a goal that was missed, the first to be certain; {@code null} when all were met
 * @param arrived requests that had arrived when the verdict was certain
 * @param nanos time that the simulation took on its thread
 */
public record Probe(double rate, long seed, @Nullable Goal missed, int arrived, long nanos) {
    /** Whether every goal was met. */
    public boolean met() {
        return missed == null;
    }
}
