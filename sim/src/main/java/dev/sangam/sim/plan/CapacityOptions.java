package dev.sangam.sim.plan;

import dev.sangam.core.workload.Arrivals;

/**
 * How the capacity of a configuration is searched for.
 *
 * @param precision width of the interval at which a bisection ends, relative to its lower end
 * @param lowestRate requests per second; a configuration that cannot serve them has no capacity
 * @param highestRate requests per second; no higher rate is tried
 * @param firstSeed of the requests; the bisection that finds the tipping point uses it alone
 * @param seeds how many seeds are searched near the tipping point, the first one included
 * @param earlyAbort whether a simulation ends when its verdict is certain; the verdict is the same either way
 */
public record CapacityOptions(
        double precision, double lowestRate, double highestRate, long firstSeed, int seeds, boolean earlyAbort) {
    /** One seed to 1 %. */
    public static final CapacityOptions DEFAULT = new CapacityOptions(0.01, 1e-3, Arrivals.MAX_RATE, 0, 1, true);

    public CapacityOptions {
        if (!(precision >= 1e-6 && precision <= 1)) {
            throw new IllegalArgumentException("precision is " + precision + "; it must be between 0.000001 and 1");
        }
        if (!(lowestRate > 0 && lowestRate <= highestRate && highestRate <= Arrivals.MAX_RATE)) {
            throw new IllegalArgumentException("rates are " + lowestRate + " to " + highestRate
                    + "; the lowest must be > 0, the highest not below it, and at most " + Arrivals.MAX_RATE);
        }
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds is " + seeds + "; it must be >= 1");
        }
    }

    /** The same with another precision. */
    public CapacityOptions withPrecision(double other) {
        return new CapacityOptions(other, lowestRate, highestRate, firstSeed, seeds, earlyAbort);
    }

    /** The same with another number of seeds. */
    public CapacityOptions withSeeds(int other) {
        return new CapacityOptions(precision, lowestRate, highestRate, firstSeed, other, earlyAbort);
    }

    /** The same with other bounds of the rate. */
    public CapacityOptions withRates(double lowest, double highest) {
        return new CapacityOptions(precision, lowest, highest, firstSeed, seeds, earlyAbort);
    }

    /** The same with every simulation run to its end. */
    public CapacityOptions withoutEarlyAbort() {
        return new CapacityOptions(precision, lowestRate, highestRate, firstSeed, seeds, false);
    }
}
