package dev.sangam.core.scheduler;

/** The tightest time to first token that was promised of late: how soon somebody may have to be served. */
final class TightestTtft {
    private static final int WINDOW = 64;

    private final long[] recent = new long[WINDOW];
    private int next;
    private int known;
    private long tightest = Long.MAX_VALUE;

    /** An interactive request arrived. */
    void add(long ttftNanos) {
        recent[next] = ttftNanos;
        next = (next + 1) % WINDOW;
        known = Math.min(WINDOW, known + 1);
        tightest = Long.MAX_VALUE;
        for (int i = 0; i < known; i++) {
            tightest = Math.min(tightest, recent[i]);
        }
    }

    /** Nanoseconds; {@link Long#MAX_VALUE} when none was promised. */
    long nanos() {
        return tightest;
    }
}
