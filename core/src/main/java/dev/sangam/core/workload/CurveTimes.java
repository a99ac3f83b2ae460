package dev.sangam.core.workload;

import dev.sangam.core.workload.Arrivals.Curve.Segment;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Poisson arrivals of a piecewise linear rate, exact, by inversion: the expected number of arrivals between two
 * arrivals is exponential with mean 1.
 */
final class CurveTimes implements ArrivalTimes {
    private final List<Segment> segments;
    private final boolean repeat;
    private final RandomGenerator random;
    private final double periodArrivals;
    private final double periodSeconds;
    private int index;
    private double segmentStart;
    private double inSegment;

    CurveTimes(List<Segment> segments, boolean repeat, RandomGenerator random) {
        this.segments = segments;
        this.repeat = repeat;
        this.random = random;
        this.periodArrivals =
                segments.stream().mapToDouble(CurveTimes::arrivals).sum();
        this.periodSeconds = segments.stream().mapToDouble(CurveTimes::seconds).sum();
    }

    @Override
    public long next() {
        double expected = random.nextExponential();
        if (repeat) {
            double periods = Math.floor(expected / periodArrivals);
            expected = Math.max(0, expected - periods * periodArrivals);
            segmentStart += periods * periodSeconds;
        }
        while (index < segments.size()) {
            Segment segment = segments.get(index);
            double left = arrivals(segment) - arrivalsUntil(segment, inSegment);
            if (expected < left) {
                inSegment = Math.min(seconds(segment), inSegment + secondsFor(expected, segment));
                return ArrivalTimes.nanos(segmentStart + inSegment);
            }
            expected -= Math.max(0, left);
            leave(segment);
        }
        return atLastRate(expected);
    }

    private void leave(Segment segment) {
        segmentStart += seconds(segment);
        inSegment = 0;
        index = repeat && index == segments.size() - 1 ? 0 : index + 1;
    }

    private long atLastRate(double expected) {
        double rate = segments.getLast().toRate();
        inSegment += expected / rate;
        return rate > 0 ? ArrivalTimes.nanos(segmentStart + inSegment) : END;
    }

    /** Solves {@code rate x + slope x^2 / 2 = expected} in the form that does not cancel for a small slope. */
    private double secondsFor(double expected, Segment segment) {
        double rate = segment.fromRate() + slope(segment) * inSegment;
        double discriminant = Math.max(0, rate * rate + 2 * slope(segment) * expected);
        return expected == 0 ? 0 : 2 * expected / (rate + Math.sqrt(discriminant));
    }

    private static double arrivalsUntil(Segment segment, double seconds) {
        return (segment.fromRate() + slope(segment) * seconds / 2) * seconds;
    }

    private static double arrivals(Segment segment) {
        return (segment.fromRate() + segment.toRate()) / 2 * seconds(segment);
    }

    private static double slope(Segment segment) {
        return (segment.toRate() - segment.fromRate()) / seconds(segment);
    }

    private static double seconds(Segment segment) {
        return segment.durationNanos() * 1e-9;
    }
}
