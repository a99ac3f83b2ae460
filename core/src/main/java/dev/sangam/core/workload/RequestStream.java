package dev.sangam.core.workload;

import dev.sangam.core.request.QosClass;

/**
 * Requests of one kind.
 *
 * @param name unique within a workload; the stream's random numbers depend on it and on the seed alone, so that adding,
 *     removing or reordering streams leaves the others as they were
 * @param requests at most so many, or {@link WorkloadSpec#ENDLESS}
 */
public record RequestStream(
        String name,
        Arrivals arrivals,
        Lengths lengths,
        SharedPrefix prefix,
        QosClass qos,
        Importance importance,
        String tenant,
        int requests) {

    public RequestStream {
        if (name.isBlank() || tenant.isBlank()) {
            throw new IllegalArgumentException("a stream has an empty name or tenant; it must have both");
        }
        Checks.between("requests", requests, 1, WorkloadSpec.ENDLESS);
        if (prefix.tokens() > 0
                && lengths.orderedSource().filter(Workload::hasPromptBlocks).isPresent()) {
            throw new IllegalArgumentException("stream " + name
                    + " has a shared prefix and a trace with block hashes of its own; it must have only one of them");
        }
    }

    /** A best-effort stream without shared prefix. */
    public static RequestStream of(String name, Arrivals arrivals, Lengths lengths) {
        return new RequestStream(
                name,
                arrivals,
                lengths,
                SharedPrefix.NONE,
                QosClass.BEST_EFFORT,
                Importance.of(0),
                "default",
                WorkloadSpec.ENDLESS);
    }

    /** The same stream under another name, which gives it other random numbers. */
    public RequestStream named(String other) {
        return new RequestStream(other, arrivals, lengths, prefix, qos, importance, tenant, requests);
    }

    /** The same stream in another class of service. */
    public RequestStream withQos(QosClass other) {
        return new RequestStream(name, arrivals, lengths, prefix, other, importance, tenant, requests);
    }

    /** The same stream with other arrivals. */
    public RequestStream withArrivals(Arrivals other) {
        return new RequestStream(name, other, lengths, prefix, qos, importance, tenant, requests);
    }

    /** The same stream with a shared prefix. */
    public RequestStream withPrefix(SharedPrefix other) {
        return new RequestStream(name, arrivals, lengths, other, qos, importance, tenant, requests);
    }

    /** The same stream with another number of requests. */
    public RequestStream limitedTo(int other) {
        return new RequestStream(name, arrivals, lengths, prefix, qos, importance, tenant, other);
    }

    /** Whether the stream ends by itself. */
    boolean isFinite() {
        return requests < WorkloadSpec.ENDLESS
                || arrivals.isFinite()
                || lengths.orderedSource().isPresent();
    }
}
