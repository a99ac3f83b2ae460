package dev.sangam.serve.http;

import dev.sangam.serve.engine.Usage;

/** Notes the times of one output. Lives on the event loop; times are those of {@link System#nanoTime}. */
final class RequestWatch {
    private final ClassMeters meters;
    private final long submitted;
    private long last;
    private boolean started;

    RequestWatch(ClassMeters meters, long now) {
        this.meters = meters;
        this.submitted = now;
        meters.submitted();
    }

    /** A token was emitted. */
    void token(long now) {
        if (started) {
            meters.between(now - last);
        } else {
            started = true;
            meters.first(now - submitted);
        }
        last = now;
    }

    void usage(Usage usage) {
        meters.usage(usage);
    }

    void ended(Outcome outcome, long now) {
        meters.ended(outcome, started, now - submitted);
    }
}
