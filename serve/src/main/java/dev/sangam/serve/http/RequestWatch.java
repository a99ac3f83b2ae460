package dev.sangam.serve.http;

import dev.sangam.core.metric.SloWatch;
import dev.sangam.serve.engine.Usage;

/** Notes the times of one output. Lives on the event loop; times are those of {@link System#nanoTime}. */
final class RequestWatch {
    private final ClassMeters meters;
    private final SloWatch slo;
    private final boolean important;
    private final long submitted;
    private long last;
    private boolean started;
    private boolean relegated;

    RequestWatch(ClassMeters meters, Qos qos, long now) {
        this.meters = meters;
        this.slo = new SloWatch(qos.qos().slo(), now);
        this.important = qos.important();
        this.submitted = now;
        meters.submitted();
    }

    /** It is served in slack from now on, or like others again. */
    void relegated(boolean now) {
        if (relegated != now) {
            relegated = now;
            if (now) {
                meters.relegated(important);
            } else {
                meters.reinstated();
            }
        }
    }

    /** A token was emitted. */
    void token(long now) {
        slo.token(now);
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
        if (relegated) {
            meters.window().relegatedEnded();
        }
        if (slo.promised() && outcome.counts()) {
            meters.attained(outcome == Outcome.OK && slo.attained());
        }
    }
}
