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

    /** The same where only the very best is of interest. */
    Demand withoutMargin() {
        return new Demand(rate, 0, maxReplicas);
    }

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

    /**
     * The best that is known of all configurations.
     *
     * @param dollars per hour of the cheapest pool
     * @param served requests per second that the replicas of a pool as cheap serve at most
     * @param ratePerDollar most requests per second and dollar per hour
     */
    record Best(double dollars, double served, double ratePerDollar) {
        static final Best NONE = new Best(Double.POSITIVE_INFINITY, 0, 0);

        Best or(Best other) {
            boolean same = Math.abs(dollars - other.dollars) <= ROUNDING * dollars;
            boolean cheaper = !same && other.dollars < dollars;
            return new Best(
                    cheaper ? other.dollars : dollars,
                    cheaper ? other.served : same ? Math.max(served, other.served) : served,
                    Math.max(ratePerDollar, other.ratePerDollar));
        }
    }

    Best of(Candidate candidate, double capacity) {
        double dollars = dollars(candidate, capacity);
        return new Best(
                dollars,
                Double.isFinite(dollars) ? replicas(capacity) * capacity : 0,
                capacity / candidate.dollarsPerHour());
    }

    /**
     * The least capacity with which a configuration can be better than the best, but for the margin: its pool cheaper, or as
     * cheap and able to serve more, or its replicas serving more for a dollar.
     */
    double floor(Candidate candidate, Best best) {
        double affordable = best.dollars / candidate.dollarsPerHour();
        double cheaper = Math.min(maxReplicas, Math.ceil(affordable - ROUNDING) - 1);
        double equal = Math.rint(affordable);
        boolean canBeEqual =
                equal >= 1 && equal <= maxReplicas && Math.abs(equal - affordable) <= ROUNDING * affordable;
        double byCost = cheaper < 1 ? Double.POSITIVE_INFINITY : rate / cheaper;
        double byRoom = canBeEqual ? best.served / equal : Double.POSITIVE_INFINITY;
        double byRatio = best.ratePerDollar * candidate.dollarsPerHour();
        return Math.min(Math.min(byCost, byRoom), byRatio) * (1 - margin);
    }
}
