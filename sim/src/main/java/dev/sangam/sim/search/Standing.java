package dev.sangam.sim.search;

/** What a search knows of a configuration. */
public sealed interface Standing {
    /** A rate that its capacity is below, requests per second. */
    double upper();

    /** Not looked at yet. */
    record Open(double upper) implements Standing {}

    /** Its capacity was found; zero when it meets the goals at no rate. */
    record Measured(Outcome outcome) implements Standing {
        @Override
        public double upper() {
            return outcome.upper();
        }

        /** Requests per second. */
        public double capacity() {
            return outcome.rate();
        }
    }

    /**
     * It cannot be as good as another one.
     *
     * @param upper its capacity is below
     * @param simulated whether a simulation said so; else the arithmetic and memory of the hardware did
     */
    record Beaten(double upper, boolean simulated) implements Standing {}
}
