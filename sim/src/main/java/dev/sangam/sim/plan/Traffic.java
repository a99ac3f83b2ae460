package dev.sangam.sim.plan;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.Arrivals;
import dev.sangam.core.workload.RequestStream;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadSpec;
import dev.sangam.files.workload.WorkloadSource;
import java.util.List;

/**
 * What every simulation of a search serves: the same number of requests of one kind, faster or slower. Equal seeds give the
 * same lengths in the same order, and arrivals that differ by the rate alone (common random numbers), so that two
 * configurations are compared under the same load. A rate counts the requests per second of all streams.
 */
public final class Traffic {
    private final WorkloadSource source;
    private final double ownRate;

    private Traffic(WorkloadSource source) {
        this.source = source;
        this.ownRate = source.meanRate();
        if (!(ownRate > 0 && ownRate < Double.POSITIVE_INFINITY)) {
            throw new InputException(
                    "workload: its requests arrive at once, so it has no rate that could be changed. Maybe"
                            + " give it a rate or arrivals");
        }
    }

    /** Requests of a source, {@code requests} of them or as many as it has, and however long that takes. */
    public static Traffic of(WorkloadSource source, int requests) {
        return new Traffic(
                switch (source) {
                    case WorkloadSource.Generated(WorkloadSpec spec) ->
                        new WorkloadSource.Generated(new WorkloadSpec(spec.streams(), requests, Long.MAX_VALUE));
                    case WorkloadSource.Replayed(Workload workload) ->
                        new WorkloadSource.Replayed(workload.limit(requests));
                });
    }

    /** Requests per second that the source has by itself: its {@code rate_factor} for a rate is {@code rate / ownRate}. */
    public double ownRate() {
        return ownRate;
    }

    /** The source at another rate. */
    public WorkloadSource source(double rate) {
        return source.scaledBy(rate / ownRate);
    }

    /** The requests at a rate; those of a recorded workload do not depend on the seed. */
    public Workload at(double rate, long seed) {
        return source(rate).generate(seed);
    }

    /**
     * The rate at which the arrivals spread over so many seconds; for processes with periods of their own, near it or above.
     */
    public double rateOf(double seconds, long seed) {
        double low = ownRate * span(ownRate, seed) / seconds;
        if (isScalable()) {
            return low;
        }
        double high = low;
        while (span(high, seed) > seconds && high < Arrivals.MAX_RATE) {
            low = high;
            high *= 1.1;
        }
        while (span(low, seed) < seconds && low > 1e-6) {
            high = low;
            low /= 1.1;
        }
        return high;
    }

    private double span(double rate, long seed) {
        Workload workload = at(rate, seed);
        return (workload.lastArrival() - workload.arrival(0)) / 1e9;
    }

    /** Whether another rate moves every arrival in proportion. */
    private boolean isScalable() {
        return switch (source) {
            case WorkloadSource.Generated(WorkloadSpec spec) ->
                spec.streams().stream().map(RequestStream::arrivals).noneMatch(arrivals -> switch (arrivals) {
                    case Arrivals.Poisson p -> false;
                    case Arrivals.Gamma g -> false;
                    case Arrivals.Constant c -> false;
                    case Arrivals.Trace t -> false;
                    case Arrivals.AtOnce a -> false;
                    case Arrivals.Modulated m -> true;
                    case Arrivals.SquareWave w -> true;
                    case Arrivals.Ramp r -> true;
                    case Arrivals.Curve c -> true;
                });
            case WorkloadSource.Replayed(Workload workload) -> true;
        };
    }

    /** Whether another seed gives other requests. */
    public boolean isRandom() {
        return source instanceof WorkloadSource.Generated;
    }

    /** Names of the QoS classes. */
    public List<String> classNames() {
        return source.classNames();
    }
}
