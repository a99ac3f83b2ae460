package dev.sangam.measure.load;

/** What decides when requests are sent. */
public sealed interface LoadShape {
    /**
     * The schedule alone: requests are sent when they are due, however many have not been answered.
     *
     * @param maxInFlight most requests at a server at once, {@link #UNBOUNDED} for any number; the others wait in the
     *     client, and their wait counts, as it is part of the time since they were due
     */
    record Open(int maxInFlight) implements LoadShape {
        /** No cap. */
        public static final int UNBOUNDED = Integer.MAX_VALUE;

        /** As the schedule says. */
        public static final Open FREE = new Open(UNBOUNDED);

        public Open {
            if (maxInFlight < 1) {
                throw new IllegalArgumentException("at most " + maxInFlight + " in flight; it must be >= 1");
            }
        }
    }

    /**
     * Users who wait for an answer, think, and ask again. They take conversations from the plan in its order; its
     * arrivals are not used. Each endpoint has as many users, and each of them gets the same requests.
     *
     * @param users at each endpoint
     * @param rampNanos time over which they begin, evenly; 0 for all at once
     * @param durationNanos when the last request may be due; {@link #UNTIL_DONE} for a run that ends with its plan
     */
    record Closed(int users, long rampNanos, long durationNanos) implements LoadShape {
        /** No end but the plan's. */
        public static final long UNTIL_DONE = Long.MAX_VALUE;

        public Closed {
            if (users < 1 || rampNanos < 0 || durationNanos < 1) {
                throw new IllegalArgumentException(users + " users, " + rampNanos + " ns of ramp and " + durationNanos
                        + " ns; all must be positive");
            }
        }
    }
}
