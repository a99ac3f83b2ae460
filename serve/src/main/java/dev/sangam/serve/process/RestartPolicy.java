package dev.sangam.serve.process;

import java.time.Duration;
import java.util.OptionalLong;

/** When a worker that died is started again: at once, then after 1, 2, 4, ... 30 times the backoff, then no more. */
final class RestartPolicy {
    /** A worker that lived this long was well; the next one starts at once. */
    static final Duration WELL = Duration.ofSeconds(30);
    /** Deaths in a row of workers that gave nobody a token, until there is no hope. */
    static final int HOPELESS = 5;

    private static final int LARGEST_FACTOR = 30;

    private final Duration backoff;
    private int deaths;
    private int barrenDeaths;

    RestartPolicy(Duration backoff) {
        this.backoff = backoff;
    }

    /**
     * A worker died.
     *
     * @param readyNanos how long it was ready; 0 when it never was
     * @param served whether it gave anybody anything
     * @return nanoseconds to wait before the next start; empty when there should be none
     */
    OptionalLong died(long readyNanos, boolean served) {
        boolean well = readyNanos >= WELL.toNanos();
        deaths = well ? 1 : deaths + 1;
        barrenDeaths = well || served ? 0 : barrenDeaths + 1;
        if (barrenDeaths >= HOPELESS) {
            return OptionalLong.empty();
        }
        long factor = deaths == 1 ? 0 : Math.min(LARGEST_FACTOR, 1L << Math.min(deaths - 2, 5));
        return OptionalLong.of(factor * backoff.toNanos());
    }
}
