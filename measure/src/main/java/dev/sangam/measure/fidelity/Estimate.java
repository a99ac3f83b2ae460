package dev.sangam.measure.fidelity;

import java.util.Arrays;

/**
 * A figure and how far off it may be.
 *
 * @param value NaN when not known
 * @param error one standard error; NaN when not known
 */
public record Estimate(double value, double error) {
    /** Of nothing. */
    public static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN);

    /** The mean of values, and its standard error. */
    static Estimate mean(double[] values) {
        if (values.length == 0) {
            return UNKNOWN;
        }
        double mean = sum(values) / values.length;
        return new Estimate(mean, Math.sqrt(covariance(values, mean, values, mean)));
    }

    /** Of the means of two columns of the same rows; NaN of one row. */
    static double covariance(double[] a, double meanA, double[] b, double meanB) {
        double[] products = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            products[i] = (a[i] - meanA) * (b[i] - meanB);
        }
        return a.length < 2 ? Double.NaN : sum(products) / a.length / (a.length - 1);
    }

    /** Compensated, so that millions of small values lose nothing. */
    static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }
}
