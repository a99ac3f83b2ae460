package dev.sangam.core.batchtime;

/**
 * Attention times by a number of rows (sequences, or tokens of a chunk) and steps of context, kept flat. Beyond its
 * ends each axis is continued by {@link #extended}.
 */
final class TimeGrid {
    private final int rows;
    private final int contexts;
    private final int power;
    private final double[] cells;

    private TimeGrid(int rows, int contexts, int power) {
        this.rows = rows;
        this.contexts = contexts;
        this.power = power;
        cells = new double[Math.multiplyExact(rows, contexts)];
    }

    /** Decode attention: grows linearly with sequences; more than one cost {@code several} times the table. */
    static TimeGrid decode(double[][] ms, double several) {
        TimeGrid grid = new TimeGrid(ms.length, ms[0].length, 1);
        for (int row = 0; row < grid.rows; row++) {
            for (int context = 0; context < grid.contexts; context++) {
                grid.cells[row * grid.contexts + context] = ms[row][context] * (row == 0 ? 1 : several);
            }
        }
        return grid;
    }

    /** Prefill attention: grows with the square of the chunk. */
    static TimeGrid prefill(double[][] ms) {
        TimeGrid grid = new TimeGrid(ms[0].length, ms.length, 2);
        for (int row = 0; row < grid.rows; row++) {
            for (int context = 0; context < grid.contexts; context++) {
                grid.cells[row * grid.contexts + context] = ms[context][row];
            }
        }
        return grid;
    }

    /** Milliseconds for {@code row >= 1} rows and this many steps of context. */
    double at(long row, long context) {
        return row <= rows && context < contexts
                ? cells[((int) row - 1) * contexts + (int) context]
                : beyond(row, context);
    }

    private double beyond(long row, long context) {
        if (row > rows) {
            int half = Math.max(1, rows / 2);
            double atHalf = at(half, context);
            double atLast = at(rows, context);
            return extended(
                    Math.pow(half, power), atHalf, Math.pow(rows, power), atLast, Math.pow((double) row, power));
        }
        int last = contexts - 1;
        int half = last / 2;
        return extended(half, at(row, half), last, at(row, last), (double) context);
    }

    /**
     * The line through two points, continued to {@code x}, never falling; proportional to {@code x} where the points
     * are one. The points are the middle and the end of an axis: trained tables are staircases, so that the last step
     * alone says nothing about the slope.
     */
    static double extended(double middleX, double middle, double endX, double end, double x) {
        return middleX == endX
                ? end * x / Math.max(1, endX)
                : end + Math.max(0, (end - middle) / (endX - middleX)) * (x - endX);
    }
}
