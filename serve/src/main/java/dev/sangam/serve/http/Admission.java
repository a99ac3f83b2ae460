package dev.sangam.serve.http;

import dev.sangam.files.server.ServerConfig;
import dev.sangam.files.server.Tenant;
import java.util.HashMap;
import java.util.Map;

/** Bounds what waits and what is in flight, in all, per tenant and per class of service. Lives on the event loop. */
final class Admission {
    private static final int MIN_RETRY_SECONDS = 1;
    private static final int MAX_RETRY_SECONDS = 60;
    /** Weight of the latest gap in the running mean. */
    private static final double LATEST = 0.1;

    private static final class Counts {
        private int waiting;
        private int inFlight;
    }

    /** Of work that no class of service is asked for. */
    static final String NO_CLASS = "";

    private final ServerConfig config;
    private final Map<String, Counts> tenants = new HashMap<>();
    /** Waiting requests of each class that has any. */
    private final Map<String, Integer> classes = new HashMap<>();

    private final Counts all = new Counts();
    private double meanGapNanos;
    private long lastStartNanos;

    Admission(ServerConfig config) {
        this.config = config;
    }

    /** A request's place; waits until its first token and is given back at its end. */
    final class Place {
        private final String tenant;
        private final String qosClass;
        private boolean waiting = true;
        private boolean over;

        private Place(String tenant, String qosClass) {
            this.tenant = tenant;
            this.qosClass = qosClass;
        }

        /** Its first token is here. */
        void started() {
            if (waiting && !over) {
                waiting = false;
                leaveQueue(this);
                noteStart();
            }
        }

        /** It is over; more than once is once. */
        void left() {
            if (!over) {
                over = true;
                if (waiting) {
                    leaveQueue(this);
                }
                leave(tenant);
            }
        }
    }

    /** Room for so many requests of a tenant and a class at once, or an error that says when to try again. */
    void check(Tenant tenant, String qosClass, int requests) {
        Counts its = tenants.getOrDefault(tenant.name(), new Counts());
        if (its.waiting + requests > tenant.maxWaiting()) {
            throw ApiError.dropped(
                    429,
                    "queue_full",
                    "The tenant " + tenant.name() + " has " + its.waiting + " requests waiting; it may have "
                            + tenant.maxWaiting() + ".",
                    retryAfterSeconds());
        }
        if (its.inFlight + requests > tenant.maxInFlight()) {
            throw ApiError.dropped(
                    429,
                    "too_many_requests",
                    "The tenant " + tenant.name() + " has " + its.inFlight + " requests in flight; it may have "
                            + tenant.maxInFlight() + ".",
                    retryAfterSeconds());
        }
        int ofClass = classes.getOrDefault(qosClass, 0);
        int most = config.limit(qosClass).maxWaiting();
        if (ofClass + requests > most) {
            throw ApiError.dropped(
                    503,
                    "queue_full",
                    "The class " + qosClass + " has " + ofClass + " requests waiting; it may have " + most + ".",
                    retryAfterSeconds());
        }
        int limit = config.limits().waiting();
        if (all.waiting + requests > limit) {
            throw ApiError.dropped(
                    503,
                    "queue_full",
                    "The server has " + all.waiting + " requests waiting; it takes " + limit + ".",
                    retryAfterSeconds());
        }
    }

    /** Takes a place; {@link #check} comes first. */
    Place enter(Tenant tenant, String qosClass) {
        Counts its = tenants.computeIfAbsent(tenant.name(), name -> new Counts());
        its.waiting++;
        its.inFlight++;
        classes.merge(qosClass, 1, Integer::sum);
        all.waiting++;
        all.inFlight++;
        return new Place(tenant.name(), qosClass);
    }

    /** Requests whose first token has not come. */
    int waiting() {
        return all.waiting;
    }

    /** Requests that have not ended. */
    int inFlight() {
        return all.inFlight;
    }

    /** When those now waiting will have begun, at the pace of late. */
    int retryAfterSeconds() {
        double seconds = Math.ceil(all.waiting * meanGapNanos / 1e9);
        return (int) Math.clamp(seconds, MIN_RETRY_SECONDS, MAX_RETRY_SECONDS);
    }

    private void leaveQueue(Place place) {
        all.waiting--;
        counts(place.tenant).waiting--;
        classes.computeIfPresent(place.qosClass, (name, waiting) -> waiting == 1 ? null : waiting - 1);
    }

    private void leave(String tenant) {
        all.inFlight--;
        Counts its = counts(tenant);
        if (--its.inFlight == 0) {
            tenants.remove(tenant);
        }
    }

    private Counts counts(String tenant) {
        return tenants.computeIfAbsent(tenant, name -> new Counts());
    }

    private void noteStart() {
        long now = System.nanoTime();
        if (lastStartNanos != 0) {
            double gap = now - lastStartNanos;
            meanGapNanos = meanGapNanos == 0 ? gap : meanGapNanos + LATEST * (gap - meanGapNanos);
        }
        lastStartNanos = now;
    }
}
