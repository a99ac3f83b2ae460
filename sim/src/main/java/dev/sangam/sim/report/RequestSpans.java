package dev.sangam.sim.report;

import dev.sangam.core.request.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that are on their way, as spans of a trace: waiting, prefill, decode, and within these the times for which
 * they were preempted. Written when they end, so only what is on its way is kept.
 */
final class RequestSpans {
    private final Map<Long, Span> active = new LinkedHashMap<>();
    private final TraceEvents events;

    RequestSpans(TraceEvents events) {
        this.events = events;
    }

    void arrived(Request request, int replica) {
        active.put(request.id(), new Span(request, replica));
    }

    /** A step starts that computes part of the prompt. */
    void scheduled(Request request, long now) {
        Span span = active.get(request.id());
        if (span == null) {
            return;
        }
        if (span.scheduled < 0) {
            span.scheduled = now;
        } else if (span.preemptedAt >= 0) {
            span.pauses.add(new Pause(span.preemptedAt, now));
            span.preemptedAt = -1;
        }
    }

    void preempted(Request request, long now) {
        Span span = active.get(request.id());
        if (span != null) {
            span.preemptedAt = now;
        }
    }

    void firstToken(Request request, long now) {
        Span span = active.get(request.id());
        if (span != null && span.first < 0) {
            span.first = now;
        }
    }

    void finished(Request request, long now) {
        Span span = active.remove(request.id());
        if (span != null) {
            write(span, now);
        }
    }

    /** Writes those that have not finished, as far as they got. */
    void cut(long now) {
        active.values().forEach(span -> write(span, now));
        active.clear();
    }

    private void write(Span span, long end) {
        Request request = span.request;
        long scheduled = span.scheduled < 0 ? end : span.scheduled;
        long first = span.first < 0 ? end : span.first;
        events.span(
                span.replica,
                request.id(),
                "request " + request.id(),
                request.arrival(),
                end,
                () -> {
                    events.argument("class", request.qos().name());
                    events.argument("tenant", request.tenant());
                    events.argument("prompt_tokens", request.promptTokens());
                    events.argument("preemptions", span.pauses.size());
                },
                () -> {
                    part(span, "waiting", request.arrival(), scheduled);
                    part(span, "prefill", scheduled, first);
                    part(span, "decode", first, end);
                });
    }

    private void part(Span span, String name, long start, long end) {
        if (end <= start) {
            return;
        }
        events.span(span.replica, span.request.id(), name, start, end, () -> {
            for (Pause pause : span.pauses) {
                if (pause.start >= start && pause.start < end) {
                    events.span(
                            span.replica,
                            span.request.id(),
                            "preempted",
                            pause.start,
                            Math.min(pause.end, end),
                            () -> {});
                }
            }
        });
    }

    private record Pause(long start, long end) {}

    private static final class Span {
        private final Request request;
        private final int replica;
        private final List<Pause> pauses = new ArrayList<>(0);
        private long scheduled = -1;
        private long first = -1;
        private long preemptedAt = -1;

        Span(Request request, int replica) {
            this.request = request;
            this.replica = replica;
        }
    }
}
