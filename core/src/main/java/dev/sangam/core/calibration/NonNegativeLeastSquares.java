package dev.sangam.core.calibration;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Least squares with coefficients that are not negative: minimises {@code |A x - b|} over {@code x >= 0} (Lawson and Hanson,
 * Solving Least Squares Problems, 1974, chapter 23), on the normal equations of columns scaled to length 1. Meant for some
 * tens of columns.
 */
public final class NonNegativeLeastSquares {
    private static final double TOLERANCE = 1e-9;
    /** Added to the diagonal of the scaled normal equations, so that columns that say the same do no harm. */
    private static final double RIDGE = 1e-9;

    private final int columns;
    private final double[] scale;
    private final double[][] normal;
    private final double[] right;
    private final boolean[] free;
    private final double[] x;

    private NonNegativeLeastSquares(double[][] rows, double[] b) {
        columns = rows[0].length;
        scale = new double[columns];
        normal = new double[columns][columns];
        right = new double[columns];
        free = new boolean[columns];
        x = new double[columns];
        for (int i = 0; i < columns; i++) {
            double squares = 0;
            for (double[] row : rows) {
                squares += row[i] * row[i];
            }
            scale[i] = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        }
        for (int i = 0; i < columns; i++) {
            for (int r = 0; r < rows.length; r++) {
                right[i] += rows[r][i] * scale[i] * b[r];
                for (int j = 0; j < columns; j++) {
                    normal[i][j] += rows[r][i] * scale[i] * rows[r][j] * scale[j];
                }
            }
            normal[i][i] += RIDGE;
        }
    }

    /** The best coefficients. A column of zeros gets 0. */
    public static double[] solve(double[][] rows, double[] b) {
        NonNegativeLeastSquares problem = new NonNegativeLeastSquares(rows, b);
        problem.solve();
        double[] result = problem.x;
        for (int i = 0; i < result.length; i++) {
            result[i] *= problem.scale[i];
        }
        return result;
    }

    private void solve() {
        double tolerance = TOLERANCE * Arrays.stream(right).map(Math::abs).max().orElse(0);
        for (int round = 0; round < 10 * columns; round++) {
            int best = steepest(tolerance);
            if (best < 0) {
                return;
            }
            free[best] = true;
            settle();
        }
    }

    /** The bound coefficient whose growth lowers the error most; -1 when none does. */
    private int steepest(double tolerance) {
        int best = -1;
        double most = tolerance;
        for (int i = 0; i < columns; i++) {
            double slope = right[i];
            for (int j = 0; j < columns; j++) {
                slope -= normal[i][j] * x[j];
            }
            if (!free[i] && scale[i] > 0 && slope > most) {
                most = slope;
                best = i;
            }
        }
        return best;
    }

    /** Goes from x towards the best point of the free coefficients, binding those that reach 0 on the way. */
    private void settle() {
        while (true) {
            double[] target = bestOfFree();
            double share = 1;
            for (int i = 0; i < columns; i++) {
                if (free[i] && target[i] <= 0) {
                    share = Math.min(share, x[i] / (x[i] - target[i]));
                }
            }
            for (int i = 0; i < columns; i++) {
                x[i] += share * (target[i] - x[i]);
                if (free[i] && target[i] <= 0 && x[i] <= TOLERANCE) {
                    free[i] = false;
                    x[i] = 0;
                }
            }
            if (share == 1) {
                return;
            }
        }
    }

    /** Solves the normal equations of the free columns by Cholesky's decomposition; 0 for the others. */
    private double[] bestOfFree() {
        int[] index = IntStream.range(0, columns).filter(i -> free[i]).toArray();
        int n = index.length;
        double[][] lower = new double[n][n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = normal[index[i]][index[j]];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(RIDGE * RIDGE, sum)) : sum / lower[j][j];
            }
            double sum = right[index[i]];
            for (int k = 0; k < i; k++) {
                sum -= lower[i][k] * y[k];
            }
            y[i] = sum / lower[i][i];
        }
        double[] result = new double[columns];
        for (int i = n - 1; i >= 0; i--) {
            double sum = y[i];
            for (int k = i + 1; k < n; k++) {
                sum -= lower[k][i] * result[index[k]];
            }
            result[index[i]] = sum / lower[i][i];
        }
        return result;
    }
}
