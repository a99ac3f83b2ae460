package dev.sangam.core.model;

/**
 * What joins GPUs, as one of them sees it.
 *
 * @param bandwidth bytes per second in one direction, nominal
 * @param latencyNanos time that one message or one collective operation costs however small it is, nanoseconds
 */
public record Interconnect(double bandwidth, double latencyNanos) {
    public Interconnect {
        ModelSpec.requirePositive("bandwidth", bandwidth);
        if (!(latencyNanos >= 0)) {
            throw new IllegalArgumentException("latency is " + latencyNanos + " ns; it must be >= 0");
        }
    }
}
