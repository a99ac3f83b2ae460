package dev.sangam.core.workload;

/** Arrivals at multiples of one gap, counted and not summed, so that no rounding error builds up. */
final class ConstantTimes implements ArrivalTimes {
    private final double rate;
    private long count;

    ConstantTimes(double rate) {
        this.rate = rate;
    }

    @Override
    public long next() {
        return ArrivalTimes.nanos(count++ / rate);
    }
}
