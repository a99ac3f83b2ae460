package dev.sangam.measure.figures;

import dev.sangam.core.metric.MetricGoal.Figure;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws runs like one that was made: its requests, in order of arrival, are cut into blocks, and blocks are drawn with replacement
 * (Carlstein, Annals of Statistics 14, 1986). Neighbours stay together, because the latencies of requests that are served
 * together are not independent.
 */
public final class BlockBootstrap {
    /** Fewest requests that make an interval. */
    static final int FEWEST = 20;

    private static final int FEWEST_BLOCKS = 20;
    private static final int MOST_BLOCKS = 100;

    /** A power of two above the number of blocks. */
    private static final long BLOCK_ROOM = 128;

    private BlockBootstrap() {}

    /** Into how many blocks so many requests are cut: as many as a block has requests, within bounds. */
    static int blocks(int requests) {
        int root = (int) Math.sqrt(requests);
        return Math.min(requests, Math.clamp(root, FEWEST_BLOCKS, MOST_BLOCKS));
    }

    /** How often each block occurs in a run drawn at random. */
    public static int[] draw(int blocks, RandomGenerator random) {
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
        long[] members = new long[values.stream().mapToInt(v -> v.length).sum()];
        double[] sums = new double[blocks];
        long[] counts = new long[blocks];
        int next = 0;
        for (int i = 0; i < values.size(); i++) {
            int block = (int) ((long) i * blocks / values.size());
            for (double value : values.get(i)) {
                members[next++] = member(value, block);
                sums[block] += value;
                counts[block]++;
            }
        }
        if (figure == Figure.MEAN) {
            return times -> weighted(times, sums) / count(times, counts);
        }
        Arrays.sort(members);
        return new Percentile(members, counts, share(figure))::of;
    }

    /** A duration whose last bits, 3e-14 of it, make room for its block: sorting these sorts durations. */
    private static long member(double value, int block) {
        return (Double.doubleToLongBits(Math.max(0, value)) & -BLOCK_ROOM) | block;
    }

    private static int block(long member) {
        return (int) (member & (BLOCK_ROOM - 1));
    }

    /** A percentile of members, found by bisection over how many of each block lie in their first cells. */
    private static final class Percentile {
        private static final int CELLS = 256;

        private final long[] members;
        private final long[] counts;
        private final double share;
        private final long[][] before;

        Percentile(long[] members, long[] counts, double share) {
            this.members = members;
            this.counts = counts;
            this.share = share;
            this.before = new long[CELLS + 1][];
            long[] soFar = new long[counts.length];
            for (int cell = 0; cell <= CELLS; cell++) {
                before[cell] = soFar.clone();
                for (int i = start(cell); i < start(cell + 1); i++) {
                    soFar[block(members[i])]++;
                }
            }
        }

        private int start(int cell) {
            return (int) ((long) members.length * Math.min(cell, CELLS) / CELLS);
        }

        double of(int[] times) {
            long rank = Math.max(1, (long) Math.ceil(share * count(times, counts)));
            int low = 0;
            int high = CELLS;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (count(times, before[middle]) < rank) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            long seen = count(times, before[low]);
            for (int i = start(low); i < members.length; i++) {
                seen += times[block(members[i])];
                if (seen >= rank) {
                    return Double.longBitsToDouble(members[i] & -BLOCK_ROOM);
                }
            }
            return Double.NaN;
        }
    }

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
    public static double[] interval(double[] differences) {
        double[] sorted =
                Arrays.stream(differences).filter(Double::isFinite).sorted().toArray();
        if (sorted.length < differences.length / 2 || sorted.length == 0) {
            return new double[] {Double.NaN, Double.NaN};
        }
        int low = (int) Math.floor(0.025 * (sorted.length - 1));
        return new double[] {sorted[low], sorted[sorted.length - 1 - low]};
    }
}
