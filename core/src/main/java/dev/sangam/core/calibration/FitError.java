package dev.sangam.core.calibration;

import java.util.Arrays;

/**
 * How far predictions are from what was measured: {@code |predicted / measured - 1|} over samples, as shares.
 *
 * @param mean over the samples
 * @param median half of the samples are below it
 * @param p90 nine tenths of the samples are below it
 * @param max the worst sample
 */
public record FitError(double mean, double median, double p90, double max) {
    public FitError {
        if (!(mean >= 0 && median >= 0 && p90 >= median && max >= p90)) {
            throw new IllegalArgumentException("error is " + mean + ", " + median + ", " + p90 + ", " + max
                    + "; mean, median, p90 and max must be >= 0, and the last three rise");
        }
    }

    static FitError of(double[] errors) {
        double[] sorted = Arrays.stream(errors).map(Math::abs).sorted().toArray();
        return new FitError(
                Arrays.stream(sorted).average().orElse(0),
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                quantile(sorted, 1));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
