package dev.sangam.benchmarks.qos;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What the three classes promise, milliseconds. The paper's are 6 s and 50 ms, 600 s, and 1,800 s on a GPU, in runs of hours;
 * these are scaled to what the model takes on this machine, and the long ones to runs of minutes.
 *
 * @param ttft of {@code interactive}
 * @param tbt of {@code interactive}
 * @param medium time to last token
 * @param lasting time to last token of {@code long}
 */
record Targets(long ttft, long tbt, long medium, long lasting) {
    private static final double TTFT_SERVICES = 12;
    private static final double MEDIUM_SERVICES = 60;
    private static final double LONG_SERVICES = 180;
    private static final int DECODES = 8;
    private static final double TBT_STEPS = 5;

    /**
     * Times in requests that the machine could have served meanwhile, and a time between tokens in steps of eight decodes.
     *
     * @param capacity requests per second
     * @param context tokens of a usual sequence
     */
    static Targets scaled(double capacity, BatchTimeModel times, int context) {
        BatchShape decodes = new BatchShape();
        for (int i = 0; i < DECODES; i++) {
            decodes.addDecode(context);
        }
        decodes.holdTokens((long) DECODES * context);
        return new Targets(
                round(TTFT_SERVICES / capacity * 1000),
                round(TBT_STEPS * times.stageNanos(decodes, true) / 1e6),
                round(MEDIUM_SERVICES / capacity * 1000),
                round(LONG_SERVICES / capacity * 1000));
    }

    private static long round(double millis) {
        return Math.max(1, new BigDecimal(millis).round(new MathContext(2)).longValue());
    }
}
