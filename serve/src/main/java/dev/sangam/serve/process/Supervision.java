package dev.sangam.serve.process;

import java.time.Duration;

/**
 * How patient a front is with its worker.
 *
 * @param start longest time from the start of the process until the engine is ready
 * @param silence longest time without any message while requests are in flight: the process hangs
 * @param stall longest time without a step or an answer while requests are in flight: the kernels hang, even though the
 *     process reports; longer than the longest step
 * @param backoff wait before the second restart in a row; doubles up to 30 times this. The first restart is at once
 * @param closeGrace time the worker has to end by itself
 */
public record Supervision(Duration start, Duration silence, Duration stall, Duration backoff, Duration closeGrace) {
    /** For serving. */
    public static final Supervision DEFAULT = new Supervision(
            Duration.ofMinutes(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    public Supervision {
        requirePositive("start", start);
        requirePositive("silence", silence);
        requirePositive("stall", stall);
        requirePositive("backoff", backoff);
        requirePositive("closeGrace", closeGrace);
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be > 0");
        }
    }
}
