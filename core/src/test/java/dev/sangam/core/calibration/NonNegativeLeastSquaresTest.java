package dev.sangam.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class NonNegativeLeastSquaresTest {
    @Test
    void aNegativeBestBecomesZeroAndTheOthersMakeUpForIt() {
        double[][] rows = {{1, 0}, {1, 1}, {1, 2}};
        assertThat(NonNegativeLeastSquares.solve(rows, new double[] {3, 2, 1}))
                .containsExactly(new double[] {2, 0}, within(1e-6));
    }

    @Test
    void noNeighbourWithinTheBoundsIsBetter() {
        Seeds.each(50, NonNegativeLeastSquaresTest.class, random -> {
            double[][] rows = new double[30][6];
            double[] b = new double[30];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < 6; j++) {
                    rows[i][j] = random.nextGaussian() + 0.5;
                }
                b[i] = random.nextGaussian();
            }
            double[] x = NonNegativeLeastSquares.solve(rows, b);
            double least = squares(rows, x, b);
            for (int k = 0; k < 200; k++) {
                assertThat(squares(rows, near(x, random), b)).isGreaterThanOrEqualTo(least - 1e-6);
            }
        });
    }

    @Test
    void columnsOfZerosAndTwinColumnsDoNoHarm() {
        double[][] rows = {{1, 1, 0}, {2, 2, 0}, {3, 3, 0}};
        double[] x = NonNegativeLeastSquares.solve(rows, new double[] {2, 4, 6});
        assertThat(x[0] + x[1]).isCloseTo(2, within(1e-6));
        assertThat(x[2]).isZero();
    }

    private static double[] near(double[] x, RandomGenerator random) {
        double[] result = x.clone();
        for (int i = 0; i < x.length; i++) {
            result[i] = Math.max(0, x[i] + 0.05 * random.nextGaussian());
        }
        return result;
    }

    private static double squares(double[][] rows, double[] x, double[] b) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double error = -b[i];
            for (int j = 0; j < x.length; j++) {
                error += rows[i][j] * x[j];
            }
            sum += error * error;
        }
        return sum;
    }
}
