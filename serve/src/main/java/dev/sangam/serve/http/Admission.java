package dev.sangam.serve.http;

import dev.sangam.files.server.ServerLimits;
import dev.sangam.files.server.Tenant;
import java.util.HashMap;
import java.util.Map;

/** Bounds what waits and what is in flight, in all and per tenant. Lives on the event loop. */
final class Admission {
    private static final int MIN_RETRY_SECONDS = 1;
    private static final int MAX_RETRY_SECONDS = 60;
    /** Weight of the latest gap in the running mean. */
    private static final double LATEST = 0.1;

    private static final class Counts {
        private int waiting;
        private int inFlight;
    }

    private final ServerLimits limits;
    private final Map<String, Counts> tenants = new HashMap<>();
    private final Counts all = new Counts();
    private double meanGapNanos;
    private long lastStartNanos;

    Admission(ServerLimits limits) {
        this.limits = limits;
    }

    /** A request's place; waits until its first token and is given back at its end. */
    final class Place {
        private final String tenant;
        private boolean waiting = true;
        private boolean over;

        private Place(String tenant) {
            this.tenant = tenant;
        }

        /** Its first token is here. */
        void started() {
            if (waiting && !over) {
                waiting = false;
                leaveQueue(tenant);
                noteStart();
            }
        }

        /** It is over; more than once is once. */
        void left() {
            if (!over) {
                over = true;
                if (waiting) {
                    leaveQueue(tenant);
                }
                leave(tenant);
            }
        }
    }

    /** Room for so many requests of a tenant at once, or an error that says when to try again. */
    void check(Tenant tenant, int requests) {
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
        if (all.waiting + requests > limits.waiting()) {
            throw ApiError.dropped(
                    503,
                    "queue_full",
                    "The server has " + all.waiting + " requests waiting; it takes " + limits.waiting() + ".",
                    retryAfterSeconds());
        }
    }

    /** Takes a place; {@link #check} comes first. */
    Place enter(Tenant tenant) {
        Counts its = tenants.computeIfAbsent(tenant.name(), name -> new Counts());
        its.waiting++;
        its.inFlight++;
        all.waiting++;
        all.inFlight++;
        return new Place(tenant.name());
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

    private void leaveQueue(String tenant) {
        all.waiting--;
        counts(tenant).waiting--;
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
