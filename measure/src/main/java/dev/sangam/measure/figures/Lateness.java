package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.measure.run.RequestRecord;
import java.util.List;
import java.util.stream.IntStream;

/** How many requests were sent how late ({@link Metric#LATENESS}), in fixed steps that add up over runs. */
public final class Lateness {
    private static final List<Long> BOUNDS_NANOS = List.of(
            20_000L,
            50_000L,
            100_000L,
            200_000L,
            500_000L,
            1_000_000L,
            2_000_000L,
            5_000_000L,
            10_000_000L,
            100_000_000L,
            1_000_000_000L,
            10_000_000_000L,
            Long.MAX_VALUE);

    private final long[] counts = new long[BOUNDS_NANOS.size()];
    private long unsent;

    Lateness() {}

    void add(RequestRecord request) {
        if (request.sent() == RequestRecord.NEVER) {
            unsent++;
            return;
        }
        long late = request.sent() - request.intended();
        int step = 0;
        while (late > BOUNDS_NANOS.get(step)) {
            step++;
        }
        counts[step]++;
    }

    /**
     * Requests that were sent at most so late, and later than the step before.
     *
     * @param upToSeconds infinite in the last step
     */
    public record Step(double upToSeconds, long requests) {}

    /** All steps, by rising lateness. */
    public List<Step> steps() {
        return IntStream.range(0, counts.length)
                .mapToObj(i -> {
                    long bound = BOUNDS_NANOS.get(i);
                    return new Step(bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / 1e9, counts[i]);
                })
                .toList();
    }

    /** Requests that were never sent. */
    public long unsent() {
        return unsent;
    }
}
