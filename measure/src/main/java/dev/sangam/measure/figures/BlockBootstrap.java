package dev.sangam.measure.figures;

import dev.sangam.core.metric.MetricGoal.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws runs like one that was made: its requests, in order of arrival, are cut into blocks, and blocks are drawn with replacement
 * (Carlstein, Annals of Statistics 14, 1986). Neighbours stay together, because the latencies of requests that are served
 * together are not independent.
 */
final class BlockBootstrap {
    /** Fewest requests that make an interval. */
    static final int FEWEST = 20;

    private static final int FEWEST_BLOCKS = 20;
    private static final int MOST_BLOCKS = 100;

    private BlockBootstrap() {}

    /** Into how many blocks so many requests are cut: as many as a block has requests, within bounds. */
    static int blocks(int requests) {
        int root = (int) Math.sqrt(requests);
        return Math.min(requests, Math.clamp(root, FEWEST_BLOCKS, MOST_BLOCKS));
    }

    /** How often each block occurs in a run drawn at random. */
    static int[] draw(int blocks, RandomGenerator random) {
        int[] times = new int[blocks];
        for (int i = 0; i < blocks; i++) {
            times[random.nextInt(blocks)]++;
        }
        return times;
    }

    /** A figure of a run in which each block occurs so often. */
    @FunctionalInterface
    interface Statistic {
        double of(int[] times);
    }

    /**
     * A figure of values.
     *
     * @param values of each request, in order of arrival; none, one or several
     */
    static Statistic figure(List<double[]> values, Figure figure) {
        int blocks = blocks(values.size());
        List<Member> members = new ArrayList<>();
        double[] sums = new double[blocks];
        long[] counts = new long[blocks];
        for (int i = 0; i < values.size(); i++) {
            int block = (int) ((long) i * blocks / values.size());
            for (double value : values.get(i)) {
                members.add(new Member(value, block));
                sums[block] += value;
                counts[block]++;
            }
        }
        if (figure == Figure.MEAN) {
            return times -> weighted(times, sums) / count(times, counts);
        }
        members.sort(Comparator.comparingDouble(Member::value));
        double[] sorted = members.stream().mapToDouble(Member::value).toArray();
        int[] blockOf = members.stream().mapToInt(Member::block).toArray();
        double share = share(figure);
        return times -> quantile(sorted, blockOf, times, count(times, counts), share);
    }

    private record Member(double value, int block) {}

    private static double share(Figure figure) {
        return switch (figure) {
            case P50 -> 0.50;
            case P90 -> 0.90;
            case P95 -> 0.95;
            case P99 -> 0.99;
            case MAX -> 1;
            case MEAN, ITSELF -> throw new IllegalArgumentException(figure + " is no percentile");
        };
    }

    /** From the larger end, where the tail is. */
    private static double quantile(double[] sorted, int[] blockOf, int[] times, long count, double share) {
        long above = count - Math.max(1, (long) Math.ceil(share * count));
        for (int i = sorted.length - 1; i >= 0; i--) {
            above -= times[blockOf[i]];
            if (above < 0) {
                return sorted[i];
            }
        }
        return Double.NaN;
    }

    private static double weighted(int[] times, double[] sums) {
        return IntStream.range(0, times.length)
                .mapToDouble(i -> times[i] * sums[i])
                .sum();
    }

    private static long count(int[] times, long[] counts) {
        return IntStream.range(0, times.length)
                .mapToLong(i -> times[i] * counts[i])
                .sum();
    }

    /** Bounds of the middle 95 % of differences; NaN when none is known. */
    static double[] interval(double[] differences) {
        double[] sorted =
                Arrays.stream(differences).filter(Double::isFinite).sorted().toArray();
        if (sorted.length < differences.length / 2 || sorted.length == 0) {
            return new double[] {Double.NaN, Double.NaN};
        }
        int low = (int) Math.floor(0.025 * (sorted.length - 1));
        return new double[] {sorted[low], sorted[sorted.length - 1 - low]};
    }
}
