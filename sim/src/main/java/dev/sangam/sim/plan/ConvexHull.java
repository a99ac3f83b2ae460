package dev.sangam.sim.plan;

import java.util.Arrays;

/**
 * The lower convex hull of points with rising x (Andrew's monotone chain): the greatest convex function that is nowhere above
 * them. What a number of batches costs together is then at least what as many equal ones do.
 */
final class ConvexHull {
    private double[] xs = new double[64];
    private double[] ys = new double[64];
    private int size;

    /** Adds a point to the right of all others. */
    void add(double x, double y) {
        while (size > 1
                && (ys[size - 1] - ys[size - 2]) * (x - xs[size - 2])
                        >= (y - ys[size - 2]) * (xs[size - 1] - xs[size - 2])) {
            size--;
        }
        if (size == xs.length) {
            xs = Arrays.copyOf(xs, 2 * size);
            ys = Arrays.copyOf(ys, 2 * size);
        }
        xs[size] = x;
        ys[size++] = y;
    }

    /** The hull at a place; left and right of all points it is level with the nearest, or 0 if there is none. */
    double at(double x) {
        if (size == 0 || x <= xs[0]) {
            return size == 0 ? 0 : ys[0];
        }
        if (x >= xs[size - 1]) {
            return ys[size - 1];
        }
        int found = Arrays.binarySearch(xs, 0, size, x);
        int right = found >= 0 ? found : -found - 1;
        double share = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
        return ys[right - 1] + share * (ys[right] - ys[right - 1]);
    }
}
