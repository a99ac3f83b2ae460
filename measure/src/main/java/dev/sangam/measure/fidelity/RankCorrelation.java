package dev.sangam.measure.fidelity;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Spearman's correlation of ranks: whether two figures put things in the same order. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /** Between -1 and 1; equal values share the mean of their ranks. NaN of fewer than two, or when one side is all equal. */
    public static double of(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " values cannot be paired with " + b.length);
        }
        double[] ranksA = ranks(a);
        double[] ranksB = ranks(b);
        double mean = (a.length + 1) / 2.0;
        double covariance = Estimate.covariance(ranksA, mean, ranksB, mean);
        double varianceA = Estimate.covariance(ranksA, mean, ranksA, mean);
        double varianceB = Estimate.covariance(ranksB, mean, ranksB, mean);
        return covariance / Math.sqrt(varianceA * varianceB);
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
