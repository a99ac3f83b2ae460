package dev.sangam.sim.plan;

import dev.sangam.core.InputException;
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

    /** Whether another seed gives other requests. */
    public boolean isRandom() {
        return source instanceof WorkloadSource.Generated;
    }

    /** Names of the QoS classes. */
    public List<String> classNames() {
        return source.classNames();
    }
}
