package dev.sangam.core.workload;

/** The arrivals of a trace, at another speed. */
final class TraceTimes implements ArrivalTimes {
    private final Workload trace;
    private final double rateFactor;
    private int index;

    TraceTimes(Workload trace, double rateFactor) {
        this.trace = trace;
        this.rateFactor = rateFactor;
    }

    @Override
    public long next() {
        return index == trace.size() ? END : Math.round(trace.arrival(index++) / rateFactor);
    }
}
