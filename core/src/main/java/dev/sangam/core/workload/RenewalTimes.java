package dev.sangam.core.workload;

import java.util.function.DoubleSupplier;

/** Arrivals with independent gaps; the first comes after one gap. */
final class RenewalTimes implements ArrivalTimes {
    private final DoubleSupplier gapSeconds;
    private double seconds;

    RenewalTimes(DoubleSupplier gapSeconds) {
        this.gapSeconds = gapSeconds;
    }

    @Override
    public long next() {
        seconds += gapSeconds.getAsDouble();
        return ArrivalTimes.nanos(seconds);
    }
}
