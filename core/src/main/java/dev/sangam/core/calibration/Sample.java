package dev.sangam.core.calibration;

/**
 * What was measured of a batch.
 *
 * @param probe the batch
 * @param stepNanos median time of a step, nanoseconds
 * @param repeats steps measured
 * @param spread half the distance between the quartiles of the repeats, as a share of the median
 * @param served whether it is of an engine that served requests, and not of a batch that was laid out for it
 */
public record Sample(Probe probe, double stepNanos, int repeats, double spread, boolean served) {
    /** Of a batch that was laid out to be measured. */
    public Sample(Probe probe, double stepNanos, int repeats, double spread) {
        this(probe, stepNanos, repeats, spread, false);
    }

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
