package dev.sangam.core.workload;

import dev.sangam.core.InputException;
import java.util.List;

/**
 * A workload as data: streams of requests and when they end. Equal specs and seeds give equal workloads, on every
 * machine.
 *
 * @param requests at most so many in all, or {@link #ENDLESS}
 * @param durationNanos arrivals at or after this are left out; {@link Long#MAX_VALUE} for no end
 */
public record WorkloadSpec(List<RequestStream> streams, int requests, long durationNanos) {
    /** No bound on the number of requests. */
    public static final int ENDLESS = Integer.MAX_VALUE;

    /** Most requests a workload may have: a bound on memory, about 3 GB. */
    public static final int MAX_REQUESTS = 100_000_000;

    public WorkloadSpec {
        streams = List.copyOf(streams);
        Checks.between("requests", requests, 1, ENDLESS);
        Checks.durationNanos("duration", durationNanos);
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("streams are empty; there must be at least one");
        }
        if (streams.stream().map(RequestStream::name).distinct().count() < streams.size()) {
            throw new IllegalArgumentException("two streams have the same name; names must differ");
        }
        for (RequestStream stream : streams) {
            requireEnd(stream, requests, durationNanos);
        }
    }

    /** A number of requests of one stream. */
    public static WorkloadSpec of(RequestStream stream, int requests) {
        return new WorkloadSpec(List.of(stream), requests, Long.MAX_VALUE);
    }

    /** The same streams with every rate {@code factor} times as high. */
    public WorkloadSpec scaledBy(double factor) {
        List<RequestStream> scaled = streams.stream()
                .map(stream -> stream.withArrivals(stream.arrivals().scaledBy(factor)))
                .toList();
        return new WorkloadSpec(scaled, requests, durationNanos);
    }

    /** Draws the requests: those of all streams in order of arrival, equal arrivals in the order of the streams. */
    public Workload generate(long seed) {
        List<StreamCursor> cursors =
                streams.stream().map(stream -> new StreamCursor(stream, seed)).toList();
        WorkloadBuilder result = new WorkloadBuilder();
        StreamCursor next = earliest(cursors);
        while (result.size() < requests && next.arrival() < durationNanos) {
            if (result.size() == MAX_REQUESTS) {
                throw new InputException("workload: has more than " + MAX_REQUESTS
                        + " requests; it must have fewer. Maybe lower a rate, the duration or the number of requests?");
            }
            next.addTo(result);
            next = earliest(cursors);
        }
        return result.build();
    }

    private static StreamCursor earliest(List<StreamCursor> cursors) {
        StreamCursor best = cursors.getFirst();
        for (StreamCursor cursor : cursors) {
            best = cursor.arrival() < best.arrival() ? cursor : best;
        }
        return best;
    }

    private static void requireEnd(RequestStream stream, int requests, long durationNanos) {
        boolean timed = durationNanos < Long.MAX_VALUE && !(stream.arrivals() instanceof Arrivals.AtOnce);
        if (!stream.isFinite() && requests == ENDLESS && !timed) {
            throw new IllegalArgumentException("stream " + stream.name()
                    + " never ends; requests or duration must be given (requests if all arrive at once)");
        }
    }
}
