package dev.sangam.core.workload;

import java.util.List;
import java.util.random.RandomGenerator;

/** When the requests of a stream arrive. Rates are requests per second. */
public sealed interface Arrivals {
    /** Highest rate anything here may have, requests per second. */
    double MAX_RATE = 1e6;

    /** Longest period or sojourn, about three years. */
    long MAX_NANOS = 100_000_000_000_000_000L;

    /** Arrival after arrival, drawn from the generator given. */
    default ArrivalTimes times(RandomGenerator random) {
        return switch (this) {
            case Poisson p -> new RenewalTimes(() -> Math.min(random.nextExponential(), p.gapCap) / p.rate);
            case Gamma g -> {
                GammaSampler gamma = new GammaSampler(1 / (g.cv * g.cv), random);
                yield new RenewalTimes(() -> gamma.next() * g.cv * g.cv / g.rate);
            }
            case Constant c -> new ConstantTimes(c.rate);
            case AtOnce atOnce -> () -> 0;
            case Modulated m -> new ModulatedTimes(m.states, random);
            case SquareWave w -> new CurveTimes(w.period(), true, random);
            case Ramp r ->
                new CurveTimes(List.of(new Curve.Segment(r.durationNanos, r.fromRate, r.toRate)), false, random);
            case Curve c -> new CurveTimes(c.segments, c.repeat, random);
            case Trace t -> new TraceTimes(t.trace, t.rateFactor);
        };
    }

    /**
     * The same process with every rate {@code factor} times as high; states, periods and ramps last as long as before.
     */
    default Arrivals scaledBy(double factor) {
        return switch (this) {
            case Poisson p -> new Poisson(p.rate * factor, p.gapCap);
            case Gamma g -> new Gamma(g.rate * factor, g.cv);
            case Constant c -> new Constant(c.rate * factor);
            case AtOnce atOnce -> atOnce;
            case Modulated m ->
                new Modulated(m.states.stream()
                        .map(s -> new Modulated.State(s.rate * factor, s.meanSojournNanos))
                        .toList());
            case SquareWave w ->
                new SquareWave(w.lowRate * factor, w.highRate * factor, w.periodNanos, w.highShare, w.phaseNanos);
            case Ramp r -> new Ramp(r.fromRate * factor, r.toRate * factor, r.durationNanos);
            case Curve c ->
                new Curve(
                        c.segments.stream()
                                .map(s -> new Curve.Segment(s.durationNanos, s.fromRate * factor, s.toRate * factor))
                                .toList(),
                        c.repeat);
            case Trace t -> new Trace(t.trace, t.rateFactor * factor);
        };
    }

    /**
     * Requests per second in the mean: of a ramp or curve over its segments, infinite when all arrive at once. The cap of
     * gaps is not accounted for: what it makes faster is still called by the rate asked for.
     */
    default double meanRate() {
        return switch (this) {
            case Poisson p -> p.rate;
            case Gamma g -> g.rate;
            case Constant c -> c.rate;
            case AtOnce atOnce -> Double.POSITIVE_INFINITY;
            case Modulated m -> m.weighted();
            case SquareWave w -> w.lowRate * (1 - w.highShare) + w.highRate * w.highShare;
            case Ramp r -> (r.fromRate + r.toRate) / 2;
            case Curve c -> c.weighted();
            case Trace t -> t.trace.meanRate() * t.rateFactor;
        };
    }

    /** Whether the process ends by itself. */
    default boolean isFinite() {
        return this instanceof Trace;
    }

    /**
     * Exponential gaps.
     *
     * @param gapCap longest gap in units of the mean gap. Infinite is the exact process; 3 gives the gaps of Vidur,
     *     whose true rate is 5 % higher than asked for
     */
    record Poisson(double rate, double gapCap) implements Arrivals {
        public Poisson {
            requireRate(rate);
            Checks.between("gap cap", gapCap, 0.01, Double.POSITIVE_INFINITY);
        }

        /** The exact process. */
        public Poisson(double rate) {
            this(rate, Double.POSITIVE_INFINITY);
        }
    }

    /** Gamma-distributed gaps of a given coefficient of variation: 1 is Poisson, above 1 is burstier. */
    record Gamma(double rate, double cv) implements Arrivals {
        public Gamma {
            requireRate(rate);
            Checks.between("coefficient of variation", cv, 0.01, 30);
        }
    }

    /** Equal gaps; the first request arrives at 0. */
    record Constant(double rate) implements Arrivals {
        public Constant {
            requireRate(rate);
        }
    }

    /** All at time 0 (Vidur's {@code static}). */
    record AtOnce() implements Arrivals {}

    /**
     * A Markov-modulated Poisson process: it stays in a state for an exponential time, then changes to any other with
     * equal probability. It starts in its stationary distribution.
     */
    record Modulated(List<State> states) implements Arrivals {
        /** A Poisson rate, which may be 0, and the mean time for which it lasts. */
        public record State(double rate, long meanSojournNanos) {
            public State {
                Checks.between("rate", rate, 0, MAX_RATE);
                Checks.between("mean sojourn ns", meanSojournNanos, 1_000_000L, MAX_NANOS);
            }
        }

        public Modulated {
            states = List.copyOf(states);
            if (states.size() < 2 || states.stream().noneMatch(state -> state.rate() > 0)) {
                throw new IllegalArgumentException("states must be at least two, one of them with a rate > 0");
            }
        }

        /** Every state is visited equally often, so its share of the time is that of its mean sojourn. */
        private double weighted() {
            double nanos = states.stream().mapToDouble(State::meanSojournNanos).sum();
            return states.stream()
                    .mapToDouble(state -> state.rate * state.meanSojournNanos / nanos)
                    .sum();
        }
    }

    /**
     * Poisson at the low rate, then at the high one, in turn.
     *
     * @param periodNanos length of a low and a high part together
     * @param highShare share of the period at the high rate, between 0 and 1
     * @param phaseNanos where in the period the run starts; 0 is the start of the low part
     */
    record SquareWave(double lowRate, double highRate, long periodNanos, double highShare, long phaseNanos)
            implements Arrivals {
        public SquareWave {
            Checks.between("low rate", lowRate, 0, MAX_RATE);
            Checks.between("high rate", highRate, Math.max(lowRate, 1e-6), MAX_RATE);
            Checks.between("period ns", periodNanos, 1_000L, MAX_NANOS);
            Checks.between("high share", highShare, 0.001, 0.999);
            Checks.between("phase ns", phaseNanos, 0, periodNanos);
        }

        /** The segments of one period, from the phase on. */
        private List<Curve.Segment> period() {
            long low = Math.clamp(Math.round(periodNanos * (1 - highShare)), 1, periodNanos - 1);
            long phase = phaseNanos % periodNanos;
            long high = periodNanos - low;
            return phase < low
                    ? Curve.steps(lowRate, low - phase, highRate, high, lowRate, phase)
                    : Curve.steps(highRate, periodNanos - phase, lowRate, low, highRate, phase - low);
        }
    }

    /** Poisson with a rate that changes linearly, then stays; a ramp to 0 ends. */
    record Ramp(double fromRate, double toRate, long durationNanos) implements Arrivals {
        public Ramp {
            Checks.between("from rate", fromRate, 0, MAX_RATE);
            Checks.between("to rate", toRate, 0, MAX_RATE);
            Checks.durationNanos("duration", durationNanos);
            if (Math.max(fromRate, toRate) <= 0) {
                throw new IllegalArgumentException("from and to rate are 0; one must be > 0");
            }
        }
    }

    /**
     * Poisson with a piecewise linear rate, such as a day's; after the last segment it repeats or keeps the last rate.
     */
    record Curve(List<Segment> segments, boolean repeat) implements Arrivals {
        /** A time over which the rate goes linearly from one value to another. */
        public record Segment(long durationNanos, double fromRate, double toRate) {
            public Segment {
                Checks.durationNanos("duration", durationNanos);
                Checks.between("rate", fromRate, 0, MAX_RATE);
                Checks.between("rate", toRate, 0, MAX_RATE);
            }
        }

        public Curve {
            segments = List.copyOf(segments);
            if (segments.stream().noneMatch(segment -> segment.fromRate + segment.toRate > 0)) {
                throw new IllegalArgumentException("the curve has no point with a rate > 0; it must have one");
            }
        }

        private double weighted() {
            double nanos = segments.stream().mapToDouble(Segment::durationNanos).sum();
            return segments.stream()
                    .mapToDouble(s -> (s.fromRate + s.toRate) / 2 * s.durationNanos / nanos)
                    .sum();
        }

        private static List<Segment> steps(double a, long aNanos, double b, long bNanos, double c, long cNanos) {
            Segment first = new Segment(aNanos, a, a);
            Segment second = new Segment(bNanos, b, b);
            return cNanos == 0 ? List.of(first, second) : List.of(first, second, new Segment(cNanos, c, c));
        }
    }

    /** The arrivals of a trace, {@code rateFactor} times as fast. */
    record Trace(Workload trace, double rateFactor) implements Arrivals {
        public Trace {
            Checks.between("rate factor", rateFactor, 1e-6, 1e6);
        }
    }

    private static void requireRate(double rate) {
        Checks.between("rate", rate, 1e-6, MAX_RATE);
    }
}
