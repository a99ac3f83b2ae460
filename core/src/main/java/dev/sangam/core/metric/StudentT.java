package dev.sangam.core.metric;

import java.util.Arrays;

/** Confidence intervals of means. */
public final class StudentT {
    /** 97.5 % quantiles for 1, 2, ... degrees of freedom. */
    private static final double[] QUANTILES = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
        2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860
    };

    private static final double NORMAL = 1.959_963_985;

    private StudentT() {}

    /** Half of the width of the 95 % confidence interval of the mean; NaN for fewer than two values. */
    public static double halfWidth(double[] values) {
        int n = values.length;
        if (n < 2) {
            return Double.NaN;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return quantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
    }

    /** 97.5 % quantile; beyond the table by its expansion around the normal (Abramowitz and Stegun, 26.7.5). */
    public static double quantile(int freedom) {
        if (freedom <= QUANTILES.length) {
            return QUANTILES[freedom - 1];
        }
        double z = NORMAL;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        double n = freedom;
        return z
                + (z3 + z) / (4 * n)
                + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
                + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
    }
}
