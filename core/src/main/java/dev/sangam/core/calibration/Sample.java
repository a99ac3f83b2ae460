package dev.sangam.core.calibration;

/**
 * What was measured of a batch.
 *
 * @param probe the batch
 * @param stepNanos median time of a step, nanoseconds
 * @param repeats steps measured
 * @param spread half the distance between the quartiles of the repeats, as a share of the median
 */
public record Sample(Probe probe, double stepNanos, int repeats, double spread) {
    public Sample {
        if (!(stepNanos > 0 && stepNanos < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("step_ns is " + stepNanos + "; it must be > 0");
        }
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats is " + repeats + "; it must be >= 1");
        }
        if (!(spread >= 0)) {
            throw new IllegalArgumentException("spread is " + spread + "; it must be >= 0");
        }
    }
}
