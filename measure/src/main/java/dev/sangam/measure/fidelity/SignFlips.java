package dev.sangam.measure.fidelity;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The permutation test of paired differences: if it did not matter which model is which, each difference could as well have the
 * other sign. Drawn at random, with the observed case counted once (Phipson and Smyth, 2010).
 */
public final class SignFlips {
    private static final int DRAWS = 10_000;
    private static final double ROUNDING = 1e-9;

    private SignFlips() {}

    /** Two-sided p of a sum as far from 0 as that of the differences; 1 when all are 0. */
    public static double p(double[] differences, long seed) {
        double[] counting = Arrays.stream(differences).filter(d -> d != 0).toArray();
        double observed = Math.abs(Arrays.stream(counting).sum());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int asFar = 1;
        for (int draw = 0; draw < DRAWS; draw++) {
            if (Math.abs(sum(counting, random)) >= observed * (1 - ROUNDING)) {
                asFar++;
            }
        }
        return (double) asFar / (DRAWS + 1);
    }

    private static double sum(double[] differences, RandomGenerator random) {
        double sum = 0;
        long signs = 0;
        for (int i = 0; i < differences.length; i++) {
            signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
            sum += (signs & 1) == 0 ? differences[i] : -differences[i];
        }
        return sum;
    }
}
