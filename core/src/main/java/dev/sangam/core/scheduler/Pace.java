package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchShape;

/** How fast prompts and streams have gone forward of late, measured where the batches were full. O(1). */
final class Pace {
    private static final double DECAY = 0.98;

    private double nanos;
    private double tokens;
    private double stepNanos;
    private double steps;

    /** @param nanosPerToken of a prompt, as predicted before anything has run */
    Pace(double nanosPerToken) {
        this.tokens = 1;
        this.nanos = nanosPerToken;
        this.stepNanos = 0;
    }

    /** Notes a step. One that computed all prompts there were says nothing about how many there could have been. */
    void observe(BatchShape shape, boolean full, long nanosOfStep) {
        if (full && shape.prefillTokens() > 0) {
            nanos = DECAY * nanos + nanosOfStep;
            tokens = DECAY * tokens + shape.prefillTokens();
            steps = DECAY * steps + 1;
        }
        if (shape.decodes() > 0) {
            stepNanos = stepNanos == 0 ? nanosOfStep : DECAY * stepNanos + (1 - DECAY) * nanosOfStep;
        }
    }

    /** Nanoseconds per prompt token, the decodes beside it included. */
    double nanosPerToken() {
        return nanos / tokens;
    }

    /** Prompt tokens of a full step; 0 before there was one. */
    double stepTokens() {
        return steps == 0 ? 0 : tokens / steps;
    }

    /** Nanoseconds from a token of a stream to the next. */
    double stepNanos() {
        return stepNanos;
    }
}
