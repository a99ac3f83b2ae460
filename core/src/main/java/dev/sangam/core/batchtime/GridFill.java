package dev.sangam.core.batchtime;

import java.util.function.Consumer;

/**
 * Fills the cells of an attention grid that were not measured. Decodes alone and prefills alone go on along an axis, in
 * rising order, so that a filled cell can serve the next. A mixed batch takes what its prefill and its decodes take alone,
 * plus their interaction, which is interpolated between the mixed cells that were measured and constant beyond them: so few
 * mixed measurements serve fine grids of the two others.
 */
final class GridFill {
    /** The interaction is interpolated along decodes, their history, the prefill's history, the chunk. */
    private static final int[] ORDER = {2, 3, 1, 0};

    private final double[] cells;
    private final Axis[] axes;
    private final int[] strides = new int[4];

    GridFill(double[] cells, Axis... axes) {
        this.cells = cells;
        this.axes = axes;
        int stride = 1;
        for (int axis = 3; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= axes[axis].size();
        }
    }

    void run() {
        each(at -> {
            if (!mixed(at) && Double.isNaN(cells[cell(at)])) {
                cells[cell(at)] = Math.max(0, continued(at));
            }
        });
        double[] interactions = new double[cells.length];
        eachMixed(at -> interactions[cell(at)] = cells[cell(at)] - alone(at));
        for (int axis : ORDER) {
            eachMixed(at -> {
                if (at[axis] == first(axis)) {
                    interpolate(interactions, cell(at), strides[axis], axis);
                }
            });
        }
        eachMixed(at -> {
            if (Double.isNaN(cells[cell(at)])) {
                cells[cell(at)] = Math.max(0, found(alone(at) + interactions[cell(at)], at));
            }
        });
    }

    /** The line through the two cells before, along the first axis that has them. */
    private double continued(int... at) {
        double value = Double.NaN;
        for (int axis = 3; axis >= 0 && Double.isNaN(value); axis--) {
            value = continued(axis, at);
        }
        return found(value, at);
    }

    private double continued(int axis, int... at) {
        int i = at[axis];
        if (i - 2 < first(axis)) {
            return Double.NaN;
        }
        double left = cells[cell(at) - 2 * strides[axis]];
        double middle = cells[cell(at) - strides[axis]];
        double width = axes[axis].knot(i - 1) - axes[axis].knot(i - 2);
        return middle + (middle - left) / width * (axes[axis].knot(i) - axes[axis].knot(i - 1));
    }

    /** What the prefill and the decodes of a mixed cell take, each alone. */
    private double alone(int... at) {
        return cells[cell(at[0], at[1], 0, at[3])] + cells[cell(0, at[1], at[2], at[3])];
    }

    /** Straight lines between the known values of one line of cells, constant beyond them. */
    private void interpolate(double[] values, int start, int stride, int axis) {
        int left = -1;
        for (int i = 0; i < axes[axis].size() - first(axis); i++) {
            if (Double.isNaN(values[start + i * stride])) {
                continue;
            }
            double right = values[start + i * stride];
            double from = left < 0 ? right : values[start + left * stride];
            for (int gap = left + 1; gap < i; gap++) {
                double share = left < 0 ? 0 : share(axes[axis], left + first(axis), gap + first(axis), i + first(axis));
                values[start + gap * stride] = from + share * (right - from);
            }
            left = i;
        }
        for (int gap = left + 1; left >= 0 && gap < axes[axis].size() - first(axis); gap++) {
            values[start + gap * stride] = values[start + left * stride];
        }
    }

    private static double share(Axis axis, int left, int at, int right) {
        return (double) (axis.knot(at) - axis.knot(left)) / (axis.knot(right) - axis.knot(left));
    }

    /** Decodes and chunks of 0 are no part of a mixed batch, nor of a line to go on. */
    private static int first(int axis) {
        return axis == 0 || axis == 2 ? 1 : 0;
    }

    private static boolean mixed(int... at) {
        return at[0] > 0 && at[2] > 0;
    }

    private void eachMixed(Consumer<int[]> visit) {
        each(at -> {
            if (mixed(at)) {
                visit.accept(at);
            }
        });
    }

    private void each(Consumer<int[]> visit) {
        int[] at = new int[4];
        for (at[2] = 0; at[2] < axes[2].size(); at[2]++) {
            for (at[0] = 0; at[0] < axes[0].size(); at[0]++) {
                for (at[1] = 0; at[1] < axes[1].size(); at[1]++) {
                    for (at[3] = 0; at[3] < axes[3].size(); at[3]++) {
                        visit.accept(at);
                    }
                }
            }
        }
    }

    private double found(double value, int... at) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("the attention grid has no point at chunk " + axes[0].knot(at[0])
                    + ", history " + axes[1].knot(at[1]) + ", " + axes[2].knot(at[2]) + " decodes of history "
                    + axes[3].knot(at[3]) + ", nor the ones to derive it from");
        }
        return value;
    }

    private int cell(int... at) {
        int cell = 0;
        for (int axis = 0; axis < 4; axis++) {
            cell += at[axis] * strides[axis];
        }
        return cell;
    }
}
