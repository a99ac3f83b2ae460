package dev.sangam.core.workload;

/** Range checks of the records of this package; the reader of the file adds the place. */
final class Checks {
    private Checks() {}

    /** Both bounds are allowed; NaN is not. */
    static void between(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    name + " is " + shown(value) + "; it must be between " + shown(min) + " and " + shown(max));
        }
    }

    /** Both bounds are allowed. */
    static void between(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be between " + min + " and " + max);
        }
    }

    static void durationNanos(String name, long nanos) {
        if (nanos <= 0) {
            throw new IllegalArgumentException(name + " is " + nanos + " ns; it must be > 0");
        }
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
