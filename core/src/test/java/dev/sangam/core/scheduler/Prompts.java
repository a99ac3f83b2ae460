package dev.sangam.core.scheduler;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;

/** Requests and sequences with deadlines, for tests. */
final class Prompts {
    static final long MS = 1_000_000;
    static final Slo NOTHING = new Slo.BestEffort();
    static final QosClass CHAT = new QosClass("chat", ttft(1000));

    private Prompts() {}

    static Request request(long id, long arrival, int prompt, int maxOutput, int priority, Slo slo) {
        String name = slo.getClass().getSimpleName();
        return new Request(
                id, arrival, prompt, maxOutput, BlockHashes.NONE, new QosClass(name, slo), priority, "tenant");
    }

    static Request request(long id, long arrival, int prompt, int maxOutput, Slo slo) {
        return request(id, arrival, prompt, maxOutput, 0, slo);
    }

    static Sequence sequence(Request request) {
        Sequence s = new Sequence(request);
        s.due = request.deadline();
        return s;
    }

    static Slo ttft(long millis) {
        return new Slo.Interactive(millis * MS, 50 * MS);
    }

    static Slo ttlt(long millis) {
        return new Slo.NonInteractive(millis * MS);
    }
}
