package dev.sangam.sim.plan;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The rates that are tried: powers of {@code 1 + precision}, rounded. They do not depend on where a search starts, so that
 * neither does the capacity it finds.
 *
 * @param precision relative distance of neighbours
 */
record Rates(double precision) {
    private static final MathContext DIGITS = new MathContext(7);

    /** The rate of an index, requests per second; 1 for index 0. */
    double at(int index) {
        return new BigDecimal(Math.exp(index * Math.log1p(precision)), DIGITS).doubleValue();
    }

    /** Index of the highest rate that is not above the one given. */
    int below(double rate) {
        int index = (int) Math.floor(Math.log(rate) / Math.log1p(precision)) + 1;
        while (at(index) > rate) {
            index--;
        }
        return index;
    }

    /** How many indices make a factor, at least 1. */
    int steps(double factor) {
        return (int) Math.max(1, Math.round(Math.log(factor) / Math.log1p(precision)));
    }
}
