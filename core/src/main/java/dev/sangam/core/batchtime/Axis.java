package dev.sangam.core.batchtime;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An axis of a grid of measurements: rising knots, and a table from every whole number to the segment it lies in, so that
 * looking up is one load. Values below the first knot count as the first knot; above the last one the last segment goes on.
 */
final class Axis {
    private static final int MAX_CELLS = 1 << 24;

    private final int[] knots;
    private final byte[] segments;
    private final int last;

    Axis(String name, int[] knots) {
        if (knots.length < 2 || knots.length > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the attention grid has " + knots.length + " values of " + name + "; it must have 2 to 127");
        }
        this.knots = knots;
        last = knots.length - 2;
        segments = new byte[knots[knots.length - 1]];
        int segment = 0;
        for (int i = 0; i < segments.length; i++) {
            while (segment < last && knots[segment + 1] <= i) {
                segment++;
            }
            segments[i] = (byte) segment;
        }
    }

    /** Cells of a table with axes of these sizes, refused where few measurements would ask for a huge table. */
    static int cells(String table, int... sizes) {
        double cells = IntStream.of(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (cells > MAX_CELLS) {
            throw new IllegalArgumentException("the " + table + " has "
                    + IntStream.of(sizes).mapToObj(String::valueOf).collect(Collectors.joining(" x "))
                    + " cells; it must have at most " + MAX_CELLS + " in all");
        }
        return (int) cells;
    }

    int size() {
        return knots.length;
    }

    int knot(int index) {
        return knots[index];
    }

    /** Index of a value that is a knot. */
    int indexOf(int knot) {
        int index = Arrays.binarySearch(knots, knot);
        if (index < 0) {
            throw new IllegalArgumentException(knot + " is not on the axis");
        }
        return index;
    }

    /** Index of the knot left of {@code value}, at most the last but one. */
    int segment(double value) {
        int whole = (int) value;
        return whole < segments.length ? segments[Math.max(0, whole)] : last;
    }

    /** How far {@code value} lies between the knots of a segment: 0 at the left, 1 at the right, more beyond the last. */
    double share(int segment, double value) {
        double left = knots[segment];
        return Math.max(0, (value - left) / (knots[segment + 1] - left));
    }
}
