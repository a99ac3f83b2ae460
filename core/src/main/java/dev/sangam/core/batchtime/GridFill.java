package dev.sangam.core.batchtime;

/**
 * Fills the cells of an attention grid that were not measured, from cells before them: decodes alone, then prefills alone,
 * then mixed ones, each in rising order, so that a filled cell can serve the next.
 */
final class GridFill {
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
        for (int n = 0; n < axes[2].size(); n++) {
            for (int c = 0; c < axes[0].size(); c++) {
                for (int h = 0; h < axes[1].size(); h++) {
                    for (int d = 0; d < axes[3].size(); d++) {
                        fill(c, h, n, d);
                    }
                }
            }
        }
    }

    private void fill(int... at) {
        int cell = cell(at);
        if (!Double.isNaN(cells[cell])) {
            return;
        }
        double value = at[0] > 0 && at[2] > 1 ? likeDecodesAlone(at) : Double.NaN;
        for (int axis = 3; axis >= 0 && Double.isNaN(value); axis--) {
            value = continued(axis, at);
        }
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("the attention grid has no point at chunk " + axes[0].knot(at[0])
                    + ", history " + axes[1].knot(at[1]) + ", " + axes[2].knot(at[2]) + " decodes of history "
                    + axes[3].knot(at[3]) + ", nor the ones to derive it from");
        }
        cells[cell] = Math.max(0, value);
    }

    /** With fewer decodes, plus what the further ones add when there is no prefill. */
    private double likeDecodesAlone(int[] at) {
        int alone = cell(0, 0, at[2], at[3]);
        return cells[cell(at) - strides[2]] + cells[alone] - cells[alone - strides[2]];
    }

    /** The line through the two cells before, along one axis. A pure batch says nothing about a mixed one. */
    private double continued(int axis, int[] at) {
        int first = axis == 0 || axis == 2 ? 1 : 0;
        int i = at[axis];
        if (i - 2 < first) {
            return Double.NaN;
        }
        double left = cells[cell(at) - 2 * strides[axis]];
        double middle = cells[cell(at) - strides[axis]];
        double width = axes[axis].knot(i - 1) - axes[axis].knot(i - 2);
        return middle + (middle - left) / width * (axes[axis].knot(i) - axes[axis].knot(i - 1));
    }

    private int cell(int... at) {
        int cell = 0;
        for (int axis = 0; axis < 4; axis++) {
            cell += at[axis] * strides[axis];
        }
        return cell;
    }
}
