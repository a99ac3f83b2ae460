package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegressorsTest {
    private static final long SEED = Long.getLong("sangam.seed", 20260301);

    @Test
    void theLimitInOneFeatureIsWhatManyTreesApproach() {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] x = random.ints(60, 0, 40).asDoubleStream().toArray();
        double[] y = random.doubles(60, 1, 10).toArray();
        NeighbourBag bag = new NeighbourBag(new Curve(x, y));
        double[] queries = random.doubles(50, -5, 45).sorted().toArray();
        double[][] forest = Forest.grid(new Surface(x, new double[60], y), queries, new double[1], 1000, SEED);
        for (int i = 0; i < queries.length; i++) {
            // 1,000 trees of spread <= 3 leave a standard error of 0.1.
            assertThat(forest[i][0]).as("seed " + SEED).isCloseTo(bag.predict(queries[i]), within(0.5));
        }
    }

    @Test
    void aForestFindsTheStepsOfAPlaneCutInFour() {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] x = random.doubles(400).toArray();
        double[] z = random.doubles(400).toArray();
        double[] y = new double[400];
        Arrays.setAll(y, i -> (x[i] < 0.5 ? 1 : 2) * (z[i] < 0.5 ? 1 : 10));
        double[][] grid = Forest.grid(new Surface(x, z, y), new double[] {0.2, 0.8}, new double[] {0.2, 0.8}, 50, SEED);
        assertThat(grid[0]).containsExactly(new double[] {1, 10}, within(1e-9));
        assertThat(grid[1]).containsExactly(new double[] {2, 20}, within(1e-9));
    }

    @Test
    void equalSeedsGiveEqualForestsAndPredictionsStayWithinTheData() {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] x = random.ints(300, 0, 20).asDoubleStream().toArray();
        double[] z = random.ints(300, 0, 20).asDoubleStream().toArray();
        double[] y = random.doubles(300, 0.001, 100).toArray();
        double[] axis = random.doubles(64, -5, 25).sorted().toArray();
        double[][] grid = Forest.grid(new Surface(x, z, y), axis, axis, 30, SEED);
        assertThat(grid).isDeepEqualTo(Forest.grid(new Surface(x, z, y), axis, axis, 30, SEED));
        double least = Arrays.stream(y).min().orElseThrow();
        double most = Arrays.stream(y).max().orElseThrow();
        assertThat(Arrays.stream(grid).flatMapToDouble(Arrays::stream).boxed())
                .as("seed " + SEED)
                .allMatch(ms -> ms >= least - 1e-9 && ms <= most + 1e-9);
    }
}
