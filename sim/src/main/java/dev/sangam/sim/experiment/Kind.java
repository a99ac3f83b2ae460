package dev.sangam.sim.experiment;

import java.util.List;

/** What is measured of every variant under every workload. */
public sealed interface Kind {
    /**
     * The highest rate at which at most a share of the worst class is violated.
     *
     * @param violated the share
     * @param resolution requests per second, to which the rate is found
     * @param start where the search starts, requests per second
     * @param limit where it gives up, requests per second
     */
    record Goodput(double violated, double resolution, double start, double limit) implements Kind {}

    /** Violations at each of some rates, requests per second. */
    record Sweep(List<Double> rates) implements Kind {
        public Sweep {
            rates = List.copyOf(rates);
        }
    }

    /** Violations under the workload as it is. */
    record Run() implements Kind {}
}
