package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Scheduler;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.files.eventlog.EventQueue.Batch;
import dev.sangam.files.eventlog.LogEvent.Gauges;
import dev.sangam.files.eventlog.LogEvent.Prefill;
import dev.sangam.files.eventlog.LogEvent.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records what one replica does. It listens on the event loop, where it only copies what happened: O(1) per token, no lock,
 * no system call. A thread of its own writes. When the disk is full or does not keep up, events are dropped and counted,
 * the log says so, and the replica goes on undisturbed.
 */
public final class EventLogWriter implements ReplicaListener, AutoCloseable {
    private static final long MAX_QUEUED_BYTES = 32L << 20;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventQueue queue;
    private final LogOutput output;
    private @Nullable LogThread thread;
    private final Map<Long, Alive> alive = new LinkedHashMap<>();
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private Gauges gauges = Gauges.NONE;
    private int gaugedInFlight;
    private @Nullable InFlight lastStarted;
    /** Lines queued so far. */
    private long lines;
    /** Events dropped since the last line that told of it; more than 0 until there is room for a snapshot. */
    private long dropped;

    private long lastTime;

    /** A request that has not ended, as far as lines tell of it. */
    private static final class Alive {
        final Request request;

        @Nullable
        Sequence sequence;

        long scheduledAt = -1;
        int reused;
        long firstTokenAt = -1;

        Alive(Request request) {
            this.request = request;
        }
    }

    /** A step that was formed when so many lines had been queued. */
    private static final class InFlight {
        final Step step;
        long lines;

        @Nullable
        Gauges gauges;

        InFlight(Step step, long lines) {
            this.step = step;
            this.lines = lines;
        }
    }

    EventLogWriter(EventQueue queue, LogOutput output) {
        this.queue = queue;
        this.output = output;
    }

    /**
     * Begins a log.
     *
     * @param header of its first file
     * @param warnings told, on the log's thread, of what goes wrong later on, a line each
     * @throws InputException when the file cannot be opened
     */
    public static EventLogWriter open(EventLogConfig config, EventLogHeader header, Consumer<String> warnings) {
        RotatingFile file = RotatingFile.open(config.file(), config.keep());
        EventQueue queue = new EventQueue(MAX_QUEUED_BYTES);
        LogOutput output = new LogOutput(config, header, file, queue, RETRY_NANOS, warnings);
        EventLogWriter writer = new EventLogWriter(queue, output);
        writer.thread = LogThread.start(output);
        return writer;
    }

    /** Events that are in the log so far. From any thread. */
    public long written() {
        return output.written();
    }

    /** Events that could not be kept. From any thread. */
    public long dropped() {
        return output.dropped().get();
    }

    /** Writes what is queued, and closes the file. Nothing may happen on the replica any more. */
    @Override
    public void close() {
        if (dropped > 0) {
            queue.add(snapshot(lastTime));
        }
        if (thread != null) {
            thread.close();
        }
        output.close();
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        ready(now);
        alive.put(request.id(), new Alive(request));
        offer(
                List.of(new LogEvent.Arrived(now, request)),
                128 + 8L * request.promptBlocks().size());
    }

    @Override
    public void cancelled(Replica replica, long requestId, long now) {
        if (alive.containsKey(requestId)) {
            ready(now);
            alive.remove(requestId);
            offer(List.of(new LogEvent.Cancelled(now, requestId)), 64);
        }
    }

    @Override
    public void preempted(Replica replica, List<Request> requests, long now) {
        ready(now);
        offer(new LogEvent.Preempted(now, ids(requests)), requests.size());
    }

    @Override
    public void relegated(Replica replica, List<Request> requests, long now) {
        ready(now);
        offer(new LogEvent.Relegated(now, ids(requests)), requests.size());
    }

    @Override
    public void reinstated(Replica replica, List<Request> requests, long now) {
        ready(now);
        offer(new LogEvent.Reinstated(now, ids(requests)), requests.size());
    }

    private static List<Long> ids(List<Request> requests) {
        return requests.stream().map(Request::id).toList();
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        lastStarted = new InFlight(step, lines);
        inFlight.addLast(lastStarted);
    }

    @Override
    public void settled(Replica replica, long now) {
        Scheduler scheduler = replica.scheduler();
        Gauges next = new Gauges(scheduler.kvBlocksUsed(), scheduler.waiting(), scheduler.running());
        if (lastStarted != null) {
            lastStarted.gauges = next.equals(gauges) ? null : next;
        } else if (!next.equals(gauges) || inFlight.size() != gaugedInFlight) {
            ready(now);
            offer(List.of(new LogEvent.Loaded(now, next)), 64);
        }
        gauges = next;
        gaugedInFlight = inFlight.size();
        lastStarted = null;
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        ready(now);
        InFlight formed = inFlight.removeFirst();
        if (formed.step != step) {
            throw new IllegalStateException("steps completed out of order; an event log is of one replica");
        }
        List<LogEvent> events = new ArrayList<>(1);
        List<Prefill> prefills = new ArrayList<>(step.shape().prefills());
        Decodes decodes = new Decodes(step.shape().decodes());
        List<Integer> late = new ArrayList<>(0);
        for (int i = 0; i < step.size(); i++) {
            Request request = step.sequence(i).request();
            boolean emits = step.emits(i);
            if (step.prefills(i)) {
                prefills.add(new Prefill(request.id(), step.context(i), step.tokens(i), emits));
                prefilled(step, i, now);
            } else if (emits) {
                decodes.add(request.id(), step.context(i));
            } else {
                late.add(step.context(i));
            }
        }
        events.add(new LogEvent.Stepped(
                now,
                now - step.formedAt(),
                (int) Math.min(Integer.MAX_VALUE, lines - formed.lines),
                prefills,
                decodes,
                late,
                formed.gauges));
        finish(step, result, now, events);
        offer(events, 128 + 40L * prefills.size() + 12L * decodes.size() + 64L * (events.size() - 1));
    }

    private void prefilled(Step step, int index, long now) {
        Alive request = alive.get(step.sequence(index).request().id());
        if (request == null) {
            return;
        }
        request.sequence = step.sequence(index);
        if (request.scheduledAt < 0) {
            request.scheduledAt = step.formedAt();
            request.reused = step.context(index);
        }
        if (step.emits(index) && request.firstTokenAt < 0) {
            request.firstTokenAt = now;
        }
    }

    private void finish(Step step, StepResult result, long now, List<LogEvent> events) {
        if (result == StepResult.NONE_FINISHED) {
            return;
        }
        for (int i = 0; i < step.size(); i++) {
            if (result.finished(i) && step.emits(i)) {
                Request request = step.sequence(i).request();
                int tokens = step.sequence(i).emitted() + 1;
                Reason reason = tokens >= request.maxOutputTokens() ? Reason.LENGTH : Reason.STOP;
                events.add(new LogEvent.Finished(now, request.id(), reason, tokens));
                alive.remove(request.id());
            }
        }
    }

    /** Queues a snapshot first, where one is due. */
    private void ready(long now) {
        lastTime = now;
        if (dropped > 0 ? queue.halfEmpty() : output.takeSnapshotWanted()) {
            Batch batch = snapshot(now);
            queue.add(batch);
            lines += batch.events().size();
            inFlight.forEach(formed -> formed.lines = lines);
            inFlight.forEach(formed -> formed.gauges = null);
            dropped = 0;
        }
    }

    /** To be taken before anything that happens now is noted. */
    private Batch snapshot(long now) {
        List<LogEvent> events = new ArrayList<>(alive.size() + 1);
        events.add(new LogEvent.Snapshot(now, dropped, alive.size(), gauges));
        for (Alive each : alive.values()) {
            int tokens = each.sequence == null ? 0 : each.sequence.emitted();
            events.add(
                    new LogEvent.Carried(now, each.request, each.scheduledAt, each.reused, each.firstTokenAt, tokens));
        }
        return new Batch(events, 64L * events.size());
    }

    private void offer(LogEvent event, int ids) {
        offer(List.of(event), 64 + 24L * ids);
    }

    private void offer(List<LogEvent> events, long bytes) {
        if (dropped == 0 && queue.offer(new Batch(events, bytes))) {
            lines += events.size();
        } else {
            dropped += events.size();
            output.dropped().addAndGet(events.size());
        }
    }
}
