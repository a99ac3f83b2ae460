package dev.sangam.core.workload;

/** Arrival after arrival of one stream, never decreasing. */
@FunctionalInterface
interface ArrivalTimes {
    /** No further arrival. */
    long END = Long.MAX_VALUE;

    /** Nanoseconds from the start of the run, or {@link #END} for ever after the last. */
    long next();

    /** Nanoseconds of a time in seconds; times beyond a hundred years are {@link #END}. */
    static long nanos(double seconds) {
        return seconds < 3.2e9 ? Math.round(seconds * 1e9) : END;
    }
}
