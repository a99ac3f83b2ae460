package dev.sangam.sim.profile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A random forest in one feature, grown fully, in the limit of infinitely many trees. Such a tree predicts the value of
 * the nearest row in its bootstrap sample (its thresholds lie half-way, and a query on one goes left), and {@code k}
 * given rows of {@code n} are all missing from a sample with probability {@code (1 - k/n)^n}. So the mean over all
 * trees (Breiman 2001) is a weighted mean of the nearest rows, exact and without a random source.
 */
final class NeighbourBag {
    private static final double NEGLIGIBLE = 1e-12;

    private final double[] x;
    private final double[] mean;
    private final int[] count;
    private final int rows;

    NeighbourBag(Curve curve) {
        rows = curve.size();
        int[] order = IntStream.range(0, rows)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> curve.x()[row]))
                .mapToInt(row -> row)
                .toArray();
        double[] distinct = new double[rows];
        double[] sums = new double[rows];
        int[] counts = new int[rows];
        int groups = 0;
        for (int row : order) {
            if (groups == 0 || distinct[groups - 1] != curve.x()[row]) {
                distinct[groups++] = curve.x()[row];
            }
            sums[groups - 1] += curve.y()[row];
            counts[groups - 1]++;
        }
        x = Arrays.copyOf(distinct, groups);
        count = Arrays.copyOf(counts, groups);
        mean = Arrays.copyOf(sums, groups);
        for (int i = 0; i < groups; i++) {
            mean[i] /= count[i];
        }
    }

    /** The prediction at {@code query}, in milliseconds. */
    double predict(double query) {
        int found = Arrays.binarySearch(x, query);
        int left = found >= 0 ? found : -found - 2;
        int right = left + 1;
        double sum = 0;
        double missing = 1;
        int passed = 0;
        while (missing > NEGLIGIBLE && (left >= 0 || right < x.length)) {
            boolean goLeft = right == x.length || (left >= 0 && query - x[left] <= x[right] - query);
            int nearest = goLeft ? left-- : right++;
            passed += count[nearest];
            double stillMissing = Math.pow(1 - (double) passed / rows, rows);
            sum += (missing - stillMissing) * mean[nearest];
            missing = stillMissing;
        }
        return sum / (1 - missing);
    }
}
