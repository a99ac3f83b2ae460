package dev.sangam.sim.search;

/**
 * What is to be served, and when a configuration matters to that.
 *
 * @param rate requests per second of the pool
 * @param margin relative: a configuration whose replica serves so much less than it would have to still matters, since a pool
 *     serves a little more than the sum of its replicas
 * @param maxReplicas most replicas of a pool
 */
record Demand(double rate, double margin, int maxReplicas) {
    private static final double ROUNDING = 1e-9;

    /** Replicas that serve the rate at so many requests per second each. */
    int replicas(double capacity) {
        double replicas = Math.ceil(rate / capacity - ROUNDING);
        return replicas <= Integer.MAX_VALUE ? (int) Math.max(1, replicas) : Integer.MAX_VALUE;
    }

    /** Dollars per hour of a pool; infinite when it would be too large. */
    double dollars(Candidate candidate, double capacity) {
        int replicas = capacity > 0 ? replicas(capacity) : Integer.MAX_VALUE;
        return replicas > maxReplicas ? Double.POSITIVE_INFINITY : replicas * candidate.dollarsPerHour();
    }

    /** The best that is known of all configurations: dollars per hour, and requests per second and dollar per hour. */
    record Best(double dollars, double ratePerDollar) {
        static final Best NONE = new Best(Double.POSITIVE_INFINITY, 0);

        Best or(double otherDollars, double otherRatePerDollar) {
            return new Best(Math.min(dollars, otherDollars), Math.max(ratePerDollar, otherRatePerDollar));
        }
    }

    Best of(Candidate candidate, double capacity) {
        return new Best(dollars(candidate, capacity), capacity / candidate.dollarsPerHour());
    }

    /** The least capacity with which a configuration can be as good as the best, but for the margin. */
    double floor(Candidate candidate, Best best) {
        double affordable = Math.floor(best.dollars / candidate.dollarsPerHour() + ROUNDING);
        int replicas = (int) Math.min(affordable, maxReplicas);
        double byCost = replicas == 0 ? Double.POSITIVE_INFINITY : rate / replicas;
        double byRatio = best.ratePerDollar * candidate.dollarsPerHour();
        return Math.min(byCost, byRatio) * (1 - margin);
    }
}
