package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.request.Request;
import dev.sangam.files.eventlog.LogEvent.Carried;
import dev.sangam.files.eventlog.LogEvent.Gauges;
import dev.sangam.files.eventlog.LogEvent.Prefill;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Goes through the events of a run in the order in which they happened, checks that they fit together, and tells a visitor.
 * A step's line stands where it completed; here it starts where it was formed, so what was written in between is held
 * back until the line comes.
 */
final class LogWalk {
    /** Sees a run in order. Times are nanoseconds on the clock of the log. */
    interface Visitor {
        /** A request arrived, or was carried over from a time of which there is no log. */
        default void arrived(Tracked request, long now) {}

        /** How far a request that was carried over had come. */
        default void resumed(Tracked request, Carried carried) {}

        default void preempted(Tracked request, long now) {}

        default void started(BatchShape shape, long now) {}

        default void prefilled(Tracked request, int context, long now) {}

        /** A preempted request decodes again: its KV was saved. */
        default void scheduledAgain(Tracked request, long now) {}

        default void emitted(Tracked request, long now) {}

        default void finished(Tracked request, long now) {}

        /** Gauges from now on, and how many steps are in flight. */
        default void loaded(Gauges gauges, int inFlight, long now) {}
    }

    /** A request, numbered from 0 in the order of the log. */
    static final class Tracked {
        final int number;
        final Request request;
        int emitted;
        private boolean preempted;

        private Tracked(int number, Request request) {
            this.number = number;
            this.request = request;
        }
    }

    private record Held(long position, String place, LogEvent event) {}

    private final Visitor visitor;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final Map<Long, Tracked> alive = new HashMap<>();
    private final BatchShape shape = new BatchShape();
    /** Requests that the last snapshot has not told of yet. */
    private final Set<Long> unconfirmed = new HashSet<>();

    /** Requests that were preempted and in no step since. */
    private int preempted;

    private int carriedToCome;
    private int requests;
    private long position;
    private long lastTime;
    private int inFlight;
    private Gauges gauges = Gauges.NONE;
    private long loadToTell = -1;
    private long dropped;

    LogWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Events that the log says are missing. */
    long dropped() {
        return dropped;
    }

    /** Time of the last event. */
    long lastTime() {
        return lastTime;
    }

    /** The next line. */
    void next(LogEvent event, String place) {
        if (event.time() < lastTime) {
            throw new InputException(
                    place + ": t is " + event.time() + "; it must be >= " + lastTime + ", the time of the line before");
        }
        lastTime = event.time();
        if (event instanceof LogEvent.Stepped step) {
            release(position - step.back());
            if (step.formedAt() != loadToTell) {
                tellLoad();
            }
            start(step);
        }
        held.addLast(new Held(position++, place, event));
    }

    /** The file has ended. */
    void end() {
        release(Long.MAX_VALUE);
        tellLoad();
    }

    private void release(long before) {
        while (!held.isEmpty() && held.getFirst().position < before) {
            Held first = held.removeFirst();
            try {
                apply(first.event);
            } catch (IllegalArgumentException e) {
                throw new InputException(first.place + ": " + e.getMessage(), e);
            }
        }
    }

    private void start(LogEvent.Stepped step) {
        shape.clear();
        step.prefills().forEach(p -> shape.addPrefill(p.context(), p.tokens()));
        for (int i = 0; i < step.decodes().size(); i++) {
            shape.addDecode(step.decodes().context(i) + 1);
        }
        step.late().forEach(context -> shape.addDecode(context + 1));
        visitor.started(shape, step.formedAt());
        for (Prefill p : step.prefills()) {
            Tracked request = alive.get(p.id());
            if (request != null) { // else it was cancelled before this file began
                visitor.prefilled(request, p.context(), step.formedAt());
                goesOn(request);
            }
        }
        for (int i = 0; i < step.decodes().size() && preempted > 0; i++) {
            Tracked request = alive.get(step.decodes().id(i));
            if (request != null && goesOn(request)) {
                visitor.scheduledAgain(request, step.formedAt());
            }
        }
        inFlight++;
        gauges = step.gauges() == null ? gauges : step.gauges();
        loadToTell = step.formedAt();
    }

    private boolean goesOn(Tracked request) {
        boolean again = request.preempted;
        request.preempted = false;
        preempted -= again ? 1 : 0;
        return again;
    }

    private void preempt(Tracked request, long now) {
        preempted += request.preempted ? 0 : 1;
        request.preempted = true;
        visitor.preempted(request, now);
    }

    /** Of steps that are formed one after the other, the gauges after the last count. */
    private void tellLoad() {
        if (loadToTell >= 0) {
            visitor.loaded(gauges, inFlight, loadToTell);
            loadToTell = -1;
        }
    }

    /** Whether it is told while steps are being formed, before the next one and with it. */
    private static boolean isOfForming(LogEvent event) {
        return switch (event) {
            case LogEvent.Preempted e -> true;
            case LogEvent.Relegated e -> true;
            case LogEvent.Reinstated e -> true;
            case LogEvent.Arrived e -> false;
            case LogEvent.Cancelled e -> false;
            case LogEvent.Stepped e -> false;
            case LogEvent.Finished e -> false;
            case LogEvent.Loaded e -> false;
            case LogEvent.Snapshot e -> false;
            case Carried e -> false;
        };
    }

    private void apply(LogEvent event) {
        if (event.time() != loadToTell || !isOfForming(event)) {
            tellLoad();
        }
        if (carriedToCome == 0 && !unconfirmed.isEmpty()) {
            alive.keySet().removeAll(unconfirmed);
            unconfirmed.clear();
        }
        if (carriedToCome > 0 && !(event instanceof Carried)) {
            throw new IllegalArgumentException(
                    "must be one of " + carriedToCome + " more requests that the snapshot announced");
        }
        switch (event) {
            case LogEvent.Arrived e -> visitor.arrived(track(e.request()), e.time());
            case LogEvent.Cancelled e -> remove(e.id());
            case LogEvent.Preempted e -> e.ids().forEach(id -> preempt(known(id), e.time()));
            case LogEvent.Relegated e -> e.ids().forEach(this::known);
            case LogEvent.Reinstated e -> e.ids().forEach(this::known);
            case LogEvent.Stepped e -> complete(e);
            case LogEvent.Finished e -> finish(e);
            case LogEvent.Loaded e -> {
                gauges = e.gauges();
                visitor.loaded(gauges, inFlight, e.time());
            }
            case LogEvent.Snapshot e -> snapshot(e);
            case Carried e -> carry(e);
        }
    }

    private void complete(LogEvent.Stepped step) {
        inFlight--;
        for (Prefill p : step.prefills()) {
            if (p.emits()) {
                emit(p.id(), step.time());
            }
        }
        for (int i = 0; i < step.decodes().size(); i++) {
            emit(step.decodes().id(i), step.time());
        }
    }

    private void emit(long id, long now) {
        Tracked request = known(id);
        request.emitted++;
        visitor.emitted(request, now);
    }

    private void finish(LogEvent.Finished event) {
        Tracked request = remove(event.id());
        if (request.emitted != event.tokens()) {
            throw new IllegalArgumentException("tokens is " + event.tokens() + ", but steps emitted " + request.emitted
                    + " for request " + event.id());
        }
        visitor.finished(request, event.time());
    }

    private void snapshot(LogEvent.Snapshot snapshot) {
        dropped += snapshot.dropped();
        unconfirmed.addAll(alive.keySet());
        carriedToCome = snapshot.alive();
        inFlight = 0;
        gauges = snapshot.gauges();
        visitor.loaded(gauges, inFlight, snapshot.time());
    }

    private void carry(Carried carried) {
        if (carriedToCome-- <= 0) {
            throw new IllegalArgumentException("has a request more than the snapshot announced");
        }
        Tracked request = alive.get(carried.request().id());
        unconfirmed.remove(carried.request().id());
        if (request == null) {
            request = track(carried.request());
            visitor.arrived(request, carried.request().arrival());
        } else if (request.emitted == carried.tokens()) {
            return;
        }
        request.emitted = carried.tokens();
        visitor.resumed(request, carried);
    }

    private Tracked track(Request request) {
        Tracked tracked = new Tracked(requests++, request);
        if (alive.put(request.id(), tracked) != null) {
            throw new IllegalArgumentException("id is " + request.id() + ", which another request has that is alive");
        }
        return tracked;
    }

    private Tracked remove(long id) {
        Tracked request = known(id);
        goesOn(request);
        alive.remove(id);
        return request;
    }

    private Tracked known(long id) {
        Tracked request = alive.get(id);
        if (request == null) {
            throw new IllegalArgumentException("id is " + id + ", but no such request is alive");
        }
        return request;
    }
}
