package dev.sangam.measure.fidelity;

/**
 * The middle 95 % of a figure over items or chunks drawn again with replacement.
 *
 * @param low NaN when not known
 * @param high NaN when not known
 */
public record Interval(double low, double high) {
    /** Of too few observations. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    /** Whether there is one. */
    public boolean known() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }
}
