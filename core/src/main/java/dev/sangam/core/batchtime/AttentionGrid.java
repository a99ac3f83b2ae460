package dev.sangam.core.batchtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Measured times of a layer's attention over (tokens of the prefill chunk, its history, number of decodes, their common
 * history), the profile format of LLMServingSim 2.0. Between the points the four axes are interpolated linearly: attention
 * is linear in each of them once memory is saturated, however the points are spaced (predicting every point of an RTX 4090
 * grid from its neighbours, straight lines beat logarithmic ones on every axis).
 *
 * <p>A chunk of 0 means decodes alone, 0 decodes a prefill alone. Points that were not measured, because the memory of the
 * profiled machine did not hold them, are filled at construction: by what the decodes add without the prefill, else by going
 * on along an axis. Immutable; a look-up reads 4 cells for a pure batch and 16 for a mixed one, and allocates nothing.
 */
public final class AttentionGrid {
    private final Axis chunks;
    private final Axis histories;
    private final Axis decodes;
    private final Axis decodeHistories;
    private final double[] cells;

    private AttentionGrid(Map<Point, Double> measured) {
        chunks = fromZero("prefill_chunk", measured, Point::chunk);
        histories = fromZero("kv_prefill", measured, Point::history);
        decodes = fromZero("n_decode", measured, Point::decodes);
        decodeHistories = axis("kv_decode", measured, p -> p.decodes > 0, Point::decodeHistory);
        cells = new double
                [Axis.cells("attention grid", chunks.size(), histories.size(), decodes.size(), decodeHistories.size())];
        Arrays.fill(cells, Double.NaN);
        measured.forEach(this::place);
        for (int h = 0; h < histories.size(); h++) {
            Arrays.fill(cells, cell(0, h, 0, 0), cell(0, h, 1, 0), 0);
        }
        new GridFill(cells, chunks, histories, decodes, decodeHistories).run();
    }

    /** A builder without points. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Microseconds of one layer's attention.
     *
     * @param chunk prefill tokens, or 0
     * @param history tokens in the KV cache before the chunk; negative for several chunks that attend to less than one
     *     chunk of their total length would
     * @param decodeCount number of decodes, or 0
     * @param decodeHistory tokens in the KV cache before the decoded one, the same for every decode
     */
    public double micros(int chunk, double history, int decodeCount, double decodeHistory) {
        if (history >= 0) {
            return interpolated(chunk, history, decodeCount, decodeHistory);
        }
        double whole = interpolated(chunk, 0, decodeCount, decodeHistory);
        double excess = interpolated(chunk, -history, decodeCount, decodeHistory) - whole;
        return Math.max(whole - excess, interpolated(0, 0, decodeCount, decodeHistory));
    }

    private double interpolated(int chunk, double history, int count, double countHistory) {
        int c = chunks.segment(chunk);
        int h = histories.segment(history);
        int n = decodes.segment(count);
        int d = decodeHistories.segment(countHistory);
        double ofD = decodeHistories.share(d, countHistory);
        double ofN = decodes.share(n, count);
        if (chunk == 0) {
            return alongDecodes(cell(0, 0, n, d), ofN, ofD);
        }
        double ofC = chunks.share(c, chunk);
        double ofH = histories.share(h, history);
        int cell = cell(c, h, n, d);
        int nextH = decodes.size() * decodeHistories.size();
        int nextC = nextH * histories.size();
        double left = line(alongDecodes(cell, ofN, ofD), alongDecodes(cell + nextH, ofN, ofD), ofH);
        double right = line(alongDecodes(cell + nextC, ofN, ofD), alongDecodes(cell + nextC + nextH, ofN, ofD), ofH);
        return line(left, right, ofC);
    }

    private double alongDecodes(int cell, double ofN, double ofD) {
        double left = line(cells[cell], cells[cell + 1], ofD);
        if (ofN == 0) {
            return left;
        }
        int next = cell + decodeHistories.size();
        return line(left, line(cells[next], cells[next + 1], ofD), ofN);
    }

    private static double line(double left, double right, double share) {
        return left + share * (right - left);
    }

    private int cell(int c, int h, int n, int d) {
        return ((c * histories.size() + h) * decodes.size() + n) * decodeHistories.size() + d;
    }

    /** Puts a point in its cell; one of decodes alone into every history, one of a prefill alone into every decode history. */
    private void place(Point p, double micros) {
        int c = chunks.indexOf(p.chunk);
        int n = decodes.indexOf(p.decodes);
        int h = histories.indexOf(p.history);
        int firstD = p.decodes == 0 ? 0 : decodeHistories.indexOf(p.decodeHistory);
        int lastD = p.decodes == 0 ? decodeHistories.size() - 1 : firstD;
        int lastH = p.chunk == 0 ? histories.size() - 1 : h;
        for (; h <= lastH; h++) {
            for (int d = firstD; d <= lastD; d++) {
                cells[cell(c, h, n, d)] = micros;
            }
        }
    }

    private static Axis fromZero(String name, Map<Point, Double> measured, ToIntFunction<Point> coordinate) {
        Axis axis = axis(name, measured, p -> true, coordinate);
        if (axis.knot(0) != 0) {
            throw new IllegalArgumentException(
                    "the smallest " + name + " of the attention grid is " + axis.knot(0) + "; it must be 0");
        }
        return axis;
    }

    private static Axis axis(
            String name, Map<Point, Double> measured, Predicate<Point> counted, ToIntFunction<Point> coordinate) {
        return new Axis(
                name,
                measured.keySet().stream()
                        .filter(counted)
                        .mapToInt(coordinate)
                        .sorted()
                        .distinct()
                        .toArray());
    }

    private record Point(int chunk, int history, int decodes, int decodeHistory) {}

    /** Collects measured points. */
    public static final class Builder {
        private final Map<Point, Double> measured = new HashMap<>();

        private Builder() {}

        /**
         * Adds a point; false when it was added before.
         *
         * @param micros time of one layer's attention
         */
        public boolean add(int chunk, int history, int decodeCount, int decodeHistory, double micros) {
            return measured.putIfAbsent(new Point(chunk, history, decodeCount, decodeHistory), micros) == null;
        }

        /** The grid of all points. */
        public AttentionGrid build() {
            return new AttentionGrid(measured);
        }
    }
}
