package dev.sangam.sim.profile;

/** Measured times {@code y} in milliseconds at {@code x}, in no particular order; an {@code x} may occur again. */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, compared by nobody
record Curve(double[] x, double[] y) {
    int size() {
        return x.length;
    }

    /** The rows with these numbers. */
    Curve rows(int[] rows) {
        return new Curve(Surface.pick(x, rows), Surface.pick(y, rows));
    }
}
