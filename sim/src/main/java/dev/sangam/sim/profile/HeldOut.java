package dev.sangam.sim.profile;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** Mean absolute percentage error per operator, in percent. */
    static Map<String, Double> mapes(Measurements measured, int folds) {
        Map<String, Double> errors = new LinkedHashMap<>();
        measured.tokens().forEach((operator, curve) -> errors.put(operator.id(), mape(curve, folds)));
        errors.put("attn_decode", mape(measured.decode(), folds));
        errors.put("attn_prefill", mape(measured.prefill(), folds));
        return errors;
    }

    private static double mape(Curve curve, int folds) {
        return mape(curve.y(), folds, (train, test) -> {
            NeighbourBag bag = new NeighbourBag(curve.rows(train));
            return Arrays.stream(curve.rows(test).x()).map(bag::predict).toArray();
        });
    }

    private static double mape(Surface points, int folds) {
        return mape(points.y(), folds, (train, test) -> {
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

    /** Trains on all rows but a fold's, predicts the fold's; rows measured as 0 have no percentage and are left out. */
    private static double mape(double[] truth, int folds, BiFunction<int[], int[], double[]> predict) {
        int[] fold = new SplittableRandom(SEED).ints(truth.length, 0, folds).toArray();
        double sum = 0;
        int rows = 0;
        for (int held = 0; held < folds; held++) {
            int[] train = rows(fold, held, false);
            int[] test = rows(fold, held, true);
            if (train.length == 0 || test.length == 0) {
                continue;
            }
            double[] predicted = predict.apply(train, test);
            for (int i = 0; i < test.length; i++) {
                double real = truth[test[i]];
                if (real > 0) {
                    sum += Math.abs(predicted[i] - real) / real;
                    rows++;
                }
            }
        }
        return rows == 0 ? 0 : 100 * sum / rows;
    }

    private static int[] rows(int[] fold, int held, boolean inside) {
        return IntStream.range(0, fold.length)
                .filter(row -> (fold[row] == held) == inside)
                .toArray();
    }
}
