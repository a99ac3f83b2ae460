package dev.sangam.sim.profile;

import java.util.Arrays;

/** Measured times {@code y} in milliseconds at points {@code (x, z)}, in no particular order. */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, compared by nobody
record Surface(double[] x, double[] z, double[] y) {
    int size() {
        return x.length;
    }

    /** The rows with these numbers. */
    Surface rows(int[] rows) {
        return new Surface(pick(x, rows), pick(z, rows), pick(y, rows));
    }

    static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }
}
