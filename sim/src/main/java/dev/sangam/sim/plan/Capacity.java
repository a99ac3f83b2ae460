package dev.sangam.sim.plan;

import dev.sangam.core.metric.Summary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The highest rate at which a configuration meets its goals.
 *
 * @param outcome what was found
 * @param rate requests per second: the mean over the seeds of the highest rate that met the goals; 0 when none did
 * @param lowerBound with one seed that rate, with several the lower end of the 95 % confidence interval of their mean
 * @param upperBound with one seed the lowest rate above it that missed a goal, with several the other end of the interval
 * @param perSeed the capacity for each seed, in their order
 * @param summary the run at the capacity of the first seed; {@code null} when there is none
 * @param probes every simulation, in order
 * @param notes what is odd, such as a rate that met the goals above one that did not
 */
public record Capacity(
        Outcome outcome,
        double rate,
        double lowerBound,
        double upperBound,
        List<Double> perSeed,
        @Nullable Summary summary,
        List<Probe> probes,
        List<String> notes) {
    /** What a search can come to. */
    public enum Outcome {
        /** Goals are met up to the rate and not much above. */
        FOUND,
        /** A goal is missed at the lowest rate that was allowed. */
        NONE,
        /** The highest rate that was allowed still meets the goals. */
        UNLIMITED
    }

    public Capacity {
        perSeed = List.copyOf(perSeed);
        probes = List.copyOf(probes);
        notes = List.copyOf(notes);
    }

    /** Time that the simulations took on their threads, nanoseconds. */
    public long nanos() {
        return probes.stream().mapToLong(Probe::nanos).sum();
    }
}
