package dev.sangam.sim.profile;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A random forest in two features: regression trees on bootstrap samples, every split the one that reduces the squared
 * error most (Breiman 2001), grown until leaves are pure or 32 deep. Rows are sorted once per feature and partitioned
 * stably, so a level of a tree costs O(rows).
 *
 * <p>Predictions are wanted on a grid, so no tree is kept or walked: a leaf is a rectangle, four updates of a table of
 * differences, which is summed up once at the end. Values are fixed-point, so the sums are exact and cancel exactly.
 */
final class Forest {
    /** Times above this many milliseconds would overflow the fixed-point sums. */
    static final double MAX_MS = 100_000;

    private static final double SCALE = 1L << 36;
    private static final int MAX_TREES = 1000;
    private static final int MAX_DEPTH = 32;
    private static final double SAME = 1e-7;

    private final double[][] features;
    private final double[] y;
    private final int[][] sorted;
    private final double[][] axes;
    private final int width;
    private final long[] differences;
    private final SplittableRandom random;

    /** State of the tree being grown: times each row was drawn, and the drawn rows in the order of each feature. */
    private final int[] weights;

    private final int[][] rows;
    private final int[] buffer;

    private Forest(Surface points, double[] xs, double[] zs, long seed) {
        features = new double[][] {points.x(), points.z()};
        y = points.y();
        sorted = new int[][] {order(points.x()), order(points.z())};
        axes = new double[][] {xs, zs};
        width = zs.length + 1;
        differences = new long[Math.multiplyExact(xs.length + 1, width)];
        random = new SplittableRandom(seed);
        weights = new int[y.length];
        rows = new int[2][y.length];
        buffer = new int[y.length];
    }

    /** Trains a forest and predicts at every {@code (xs[i], zs[j])}; both ascend. Equal calls give equal results. */
    static double[][] grid(Surface points, double[] xs, double[] zs, int trees, long seed) {
        if (trees < 1 || trees > MAX_TREES) {
            throw new IllegalArgumentException("trees are " + trees + "; they must be between 1 and " + MAX_TREES);
        }
        Forest forest = new Forest(points, xs, zs, seed);
        for (int tree = 0; tree < trees; tree++) {
            forest.grow(forest.draw());
        }
        return forest.means(trees);
    }

    private int draw() {
        Arrays.fill(weights, 0);
        for (int i = 0; i < weights.length; i++) {
            weights[random.nextInt(weights.length)]++;
        }
        int drawn = 0;
        for (int feature = 0; feature < 2; feature++) {
            drawn = 0;
            for (int row : sorted[feature]) {
                if (weights[row] > 0) {
                    rows[feature][drawn++] = row;
                }
            }
        }
        return drawn;
    }

    /** Rows {@code [from, to)}, which answer for the cells {@code [x0, x1) x [z0, z1)} of the grid. */
    private record Node(int from, int to, int depth, int x0, int x1, int z0, int z1) {
        boolean answersNothing() {
            return x0 >= x1 || z0 >= z1;
        }

        Node below(Split split, int middle, int cut) {
            boolean first = split.feature == 0;
            return new Node(
                    from, middle, depth + 1, x0, first ? Math.min(cut, x1) : x1, z0, first ? z1 : Math.min(cut, z1));
        }

        Node above(Split split, int middle, int cut) {
            boolean first = split.feature == 0;
            return new Node(
                    middle, to, depth + 1, first ? Math.max(cut, x0) : x0, x1, first ? z0 : Math.max(cut, z0), z1);
        }
    }

    /** Grows a tree, left branches first. Recursion would be inlined into itself, at half a CPU-second of compiling. */
    private void grow(int drawn) {
        Deque<Node> open = new ArrayDeque<>();
        open.push(new Node(0, drawn, 0, 0, axes[0].length, 0, axes[1].length));
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (!node.answersNothing()) {
                grow(node, open);
            }
        }
    }

    private void grow(Node node, Deque<Node> open) {
        int weight = 0;
        double sum = 0;
        boolean pure = true;
        double first = y[rows[0][node.from]];
        for (int i = node.from; i < node.to; i++) {
            int row = rows[0][i];
            weight += weights[row];
            sum += weights[row] * y[row];
            pure &= y[row] == first;
        }
        Split split = pure || node.depth == MAX_DEPTH ? Split.NONE : bestSplit(node.from, node.to, weight, sum);
        if (split.feature < 0) {
            fill(node, Math.round(sum / weight * SCALE));
            return;
        }
        int middle = partition(0, node.from, node.to, split);
        partition(1, node.from, node.to, split);
        int cut = firstAbove(axes[split.feature], split.threshold);
        open.push(node.above(split, middle, cut));
        open.push(node.below(split, middle, cut));
    }

    private record Split(int feature, double threshold, double gain) {
        static final Split NONE = new Split(-1, 0, Double.NEGATIVE_INFINITY);
    }

    /** Features are tried in random order, so that neither is preferred where both split equally well. */
    private Split bestSplit(int from, int to, int weight, double sum) {
        int start = random.nextInt(2);
        Split best = bestSplit(start, from, to, weight, sum, Split.NONE);
        return bestSplit(1 - start, from, to, weight, sum, best);
    }

    private Split bestSplit(int feature, int from, int to, int weight, double sum, Split soFar) {
        double[] values = features[feature];
        int[] order = rows[feature];
        int leftWeight = 0;
        double leftSum = 0;
        double gain = soFar.gain;
        int at = -1;
        for (int i = from; i < to - 1; i++) {
            int row = order[i];
            leftWeight += weights[row];
            leftSum += weights[row] * y[row];
            if (values[order[i + 1]] > values[row] + SAME) {
                double rightSum = sum - leftSum;
                double candidate = leftSum * leftSum / leftWeight + rightSum * rightSum / (weight - leftWeight);
                if (candidate > gain) {
                    gain = candidate;
                    at = i;
                }
            }
        }
        return at < 0 ? soFar : new Split(feature, (values[order[at]] + values[order[at + 1]]) / 2, gain);
    }

    private int partition(int feature, int from, int to, Split split) {
        double[] values = features[split.feature];
        int[] order = rows[feature];
        int left = from;
        int right = 0;
        for (int i = from; i < to; i++) {
            int row = order[i];
            if (values[row] <= split.threshold) {
                order[left++] = row;
            } else {
                buffer[right++] = row;
            }
        }
        System.arraycopy(buffer, 0, order, left, right);
        return left;
    }

    private void fill(Node node, long value) {
        differences[node.x0 * width + node.z0] += value;
        differences[node.x1 * width + node.z0] -= value;
        differences[node.x0 * width + node.z1] -= value;
        differences[node.x1 * width + node.z1] += value;
    }

    private double[][] means(int trees) {
        double[][] means = new double[axes[0].length][axes[1].length];
        long[] column = new long[width];
        for (int i = 0; i < means.length; i++) {
            long cell = 0;
            for (int j = 0; j < means[i].length; j++) {
                column[j] += differences[i * width + j];
                cell += column[j];
                means[i][j] = cell / (SCALE * trees);
            }
        }
        return means;
    }

    private static int firstAbove(double[] axis, double threshold) {
        int found = Arrays.binarySearch(axis, threshold);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private static int[] order(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> values[row]))
                .mapToInt(row -> row)
                .toArray();
    }
}
