package dev.sangam.core.workload;

import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** Exact Zipf sampling: a binary search in the cumulative distribution. */
final class ZipfSampler implements IntSupplier {
    private final int min;
    private final double[] cumulative;
    private final RandomGenerator random;

    ZipfSampler(TokenCount.Zipf zipf, RandomGenerator random) {
        this.min = zipf.min();
        this.random = random;
        this.cumulative = new double[zipf.max() - zipf.min() + 1];
        double sum = 0;
        for (int rank = 1; rank <= cumulative.length; rank++) {
            sum += Math.pow(rank, -zipf.theta());
            cumulative[rank - 1] = sum;
        }
    }

    @Override
    public int getAsInt() {
        double target = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, target);
        int index = found >= 0 ? found + 1 : -found - 1;
        return min + Math.min(index, cumulative.length - 1);
    }
}
