package dev.sangam.sim.profile;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * How well the regressors predict rows of a profile that they were not shown: k-fold cross-validation, with folds drawn
 * at random from a fixed seed.
 */
final class HeldOut {
    private static final long SEED = 7;

    private HeldOut() {}

    /** For every row what a regressor says of it that was trained without its fold; NaN where that left nothing. */
    static double[] predictions(Curve curve, int folds) {
        return predictions(curve.size(), folds, (train, test) -> {
            NeighbourBag bag = new NeighbourBag(curve.rows(train));
            return Arrays.stream(curve.rows(test).x()).map(bag::predict).toArray();
        });
    }

    /** As for a curve. */
    static double[] predictions(Surface points, int folds) {
        return predictions(points.size(), folds, (train, test) -> {
            Surface asked = points.rows(test);
            double[] xs = Arrays.stream(asked.x()).sorted().distinct().toArray();
            double[] zs = Arrays.stream(asked.z()).sorted().distinct().toArray();
            double[][] grid = Forest.grid(points.rows(train), xs, zs, Measurements.TREES, Measurements.SEED);
            return IntStream.range(0, asked.size())
                    .mapToDouble(
                            i -> grid[Arrays.binarySearch(xs, asked.x()[i])][Arrays.binarySearch(zs, asked.z()[i])])
                    .toArray();
        });
    }

    private static double[] predictions(int size, int folds, BiFunction<int[], int[], double[]> predict) {
        int[] fold = new SplittableRandom(SEED).ints(size, 0, folds).toArray();
        double[] predictions = new double[size];
        Arrays.fill(predictions, Double.NaN);
        for (int held = 0; held < folds; held++) {
            int[] train = rows(fold, held, false);
            int[] test = rows(fold, held, true);
            if (train.length == 0 || test.length == 0) {
                continue;
            }
            double[] predicted = predict.apply(train, test);
            for (int i = 0; i < test.length; i++) {
                predictions[test[i]] = predicted[i];
            }
        }
        return predictions;
    }

    private static int[] rows(int[] fold, int held, boolean inside) {
        return IntStream.range(0, fold.length)
                .filter(row -> (fold[row] == held) == inside)
                .toArray();
    }
}
