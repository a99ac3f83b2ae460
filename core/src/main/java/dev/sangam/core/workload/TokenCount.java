package dev.sangam.core.workload;

import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** A distribution of one token count. Every value it yields is at least 1. */
public sealed interface TokenCount {
    /** Largest token count anything here may yield. */
    int MAX = 1 << 26;

    /** A source of values, drawn from the generator given. */
    default IntSupplier sampler(RandomGenerator random) {
        return switch (this) {
            case Fixed(int tokens) -> () -> tokens;
            case Uniform(int min, int max) -> () -> random.nextInt(min, max + 1);
            case Zipf zipf -> new ZipfSampler(zipf, random);
            case LogNormal logNormal -> () -> logNormal.draw(random);
        };
    }

    /** Always the same. */
    record Fixed(int tokens) implements TokenCount {
        public Fixed {
            requireRange(tokens, tokens);
        }
    }

    /** Every count from {@code min} to {@code max}, both included, with equal probability. */
    record Uniform(int min, int max) implements TokenCount {
        public Uniform {
            requireRange(min, max);
        }
    }

    /** The k-th smallest count from {@code min} to {@code max} has a probability proportional to {@code k^-theta}. */
    record Zipf(double theta, int min, int max) implements TokenCount {
        /** The sampler keeps a table with an entry a count. */
        private static final int MAX_SPAN = 1 << 22;

        public Zipf {
            requireRange(min, max);
            Checks.between("zipf theta", theta, 0, 20);
            Checks.between("zipf max - min", max - min, 0, MAX_SPAN);
        }
    }

    /**
     * A log-normal given by its median and 90th percentile, cut to {@code min..max}: values outside become the bound.
     */
    record LogNormal(double p50, double p90, int min, int max) implements TokenCount {
        /** 90th percentile of the standard normal distribution. */
        private static final double Z90 = 1.281_551_565_544_600_4;

        public LogNormal {
            requireRange(min, max);
            Checks.between("p50", p50, 1, MAX);
            Checks.between("p90", p90, p50, MAX);
        }

        /** Standard deviation of the logarithm. */
        public double sigma() {
            return Math.log(p90 / p50) / Z90;
        }

        private int draw(RandomGenerator random) {
            double value = p50 * Math.exp(sigma() * random.nextGaussian());
            return Math.clamp(Math.round(value), min, max);
        }
    }

    private static void requireRange(int min, int max) {
        Checks.between("min tokens", min, 1, MAX);
        Checks.between("max tokens", max, min, MAX);
    }
}
