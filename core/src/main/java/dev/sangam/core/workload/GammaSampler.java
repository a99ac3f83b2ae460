package dev.sangam.core.workload;

import java.util.random.RandomGenerator;

/**
 * Gamma variates of scale 1 by rejection (Marsaglia and Tsang, "A simple method for generating gamma variables", ACM
 * TOMS 26(3), 2000). Shapes below 1 are lifted by 1 and scaled with a power of a uniform (their section 6).
 */
final class GammaSampler {
    private final double shape;
    private final double d;
    private final double c;
    private final RandomGenerator random;

    GammaSampler(double shape, RandomGenerator random) {
        this.shape = shape;
        this.d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
        this.c = 1 / Math.sqrt(9 * d);
        this.random = random;
    }

    /** A variate of mean {@code shape} and variance {@code shape}. */
    double next() {
        double lifted = atLeastOne();
        return shape < 1 ? lifted * Math.pow(1 - random.nextDouble(), 1 / shape) : lifted;
    }

    private double atLeastOne() {
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root > 0) {
                double v = root * root * root;
                double logU = Math.log(1 - random.nextDouble());
                if (logU < 0.5 * x * x + d * (1 - v + Math.log(v))) {
                    return d * v;
                }
            }
        }
    }
}
