package dev.sangam.sim.report;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Scheduler;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace for Perfetto (ui.perfetto.dev) or chrome://tracing while a run goes on: per replica the steps, named by
 * their composition, gauges of KV blocks and requests, and every request's life. With pipeline parallelism a replica has a
 * track per step in flight, since when a step passes from stage to stage is not seen from outside.
 */
public final class ChromeTrace implements ReplicaListener, AutoCloseable {
    /** Steps written unless told otherwise: about 300 MB of text, 30 MB compressed. */
    public static final int DEFAULT_STEPS = 1_000_000;

    private final int mostSteps;
    private final TraceEvents events;
    private final RequestSpans requests;
    private final List<Track> tracks = new ArrayList<>();
    private int steps;
    private boolean cut;
    private long latest;

    private ChromeTrace(TraceEvents events, int mostSteps) {
        this.events = events;
        this.mostSteps = mostSteps;
        this.requests = new RequestSpans(events);
    }

    /**
     * Opens a trace; close it when the run is over. It is compressed when the file's name ends in {@code .gz}.
     *
     * @param mostSteps after so many completed steps nothing more is written but a notice
     */
    public static ChromeTrace open(OutputFile file, int mostSteps) {
        OutputStream out = file.open();
        try {
            boolean gzip = file.target().toString().endsWith(".gz");
            return new ChromeTrace(new TraceEvents(gzip ? new GZIPOutputStream(out, 1 << 15) : out), mostSteps);
        } catch (IOException e) {
            throw file.failure(e);
        }
    }

    /** Whether steps were left out. */
    public boolean isCut() {
        return cut;
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        if (!cut) {
            requests.arrived(request, replica.id());
        }
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        if (cut) {
            return;
        }
        track(replica).start(step);
        step.preempted().forEach(request -> requests.preempted(request, now));
        if (step.shape().prefills() > 0 || step.shape().restores() > 0) {
            for (int i = 0; i < step.size(); i++) {
                if (step.prefills(i) || step.restored(i) > 0) {
                    requests.scheduled(step.sequence(i).request(), now);
                }
            }
        }
        track(replica).gauges(replica.scheduler(), now);
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        if (cut) {
            return;
        }
        latest = now;
        track(replica).complete(step, now);
        for (int i = 0; i < step.size(); i++) {
            Request request = step.sequence(i).request();
            if (step.sequence(i).emitted() == 0 && step.emits(i)) {
                requests.firstToken(request, now);
            }
            if (result.finished(i)) {
                requests.finished(request, now);
            }
        }
        if (++steps == mostSteps) {
            cut = true;
            requests.cut(now);
            events.notice("The trace ends here: it was limited to " + Figures.count(mostSteps) + " steps", now);
        }
    }

    @Override
    public void settled(Replica replica, long now) {
        if (!cut && replica.scheduler().running() == 0) {
            track(replica).gauges(replica.scheduler(), now);
        }
    }

    /** Completes the file. */
    @Override
    public void close() {
        requests.cut(latest);
        events.close();
    }

    private Track track(Replica replica) {
        while (tracks.size() <= replica.id()) {
            events.processName(tracks.size(), "replica " + tracks.size());
            tracks.add(new Track(tracks.size()));
        }
        return tracks.get(replica.id());
    }

    /** What is drawn of one replica. */
    private final class Track {
        private final int id;
        private final List<@Nullable Step> inFlight = new ArrayList<>();
        private int waiting = -1;
        private int running = -1;
        private int kvBlocks = -1;

        Track(int id) {
            this.id = id;
        }

        void start(Step step) {
            int slot = inFlight.indexOf(null);
            if (slot >= 0) {
                inFlight.set(slot, step);
            } else {
                inFlight.add(step);
                events.threadName(
                        id, inFlight.size(), inFlight.size() == 1 ? "steps" : "steps in flight, " + inFlight.size());
            }
        }

        void complete(Step step, long now) {
            int slot = inFlight.indexOf(step);
            BatchShape shape = step.shape();
            events.complete(id, slot + 1, name(shape), step.formedAt(), now, () -> {
                events.argument("decodes", shape.decodes());
                events.argument("decode_context_tokens", shape.decodeContext());
                events.argument("prefills", shape.prefills());
                events.argument("prefill_tokens", shape.prefillTokens());
                events.argument("prefill_context_tokens", shape.prefillContext());
                events.argument("preempted", step.preempted().size());
            });
            inFlight.set(slot, null);
        }

        /** Writes what has changed. */
        void gauges(Scheduler scheduler, long now) {
            if (waiting != scheduler.waiting() || running != scheduler.running()) {
                waiting = scheduler.waiting();
                running = scheduler.running();
                events.counter(id, "requests", now, () -> {
                    events.argument("waiting", waiting);
                    events.argument("running", running);
                });
            }
            if (kvBlocks != scheduler.kvBlocksUsed()) {
                kvBlocks = scheduler.kvBlocksUsed();
                events.counter(id, "KV blocks", now, () -> events.argument("used", kvBlocks));
            }
        }

        private static String name(BatchShape shape) {
            if (shape.prefillTokens() == 0) {
                return shape.decodes() + " decode";
            }
            String prefill = shape.prefillTokens() + " prefill";
            return shape.decodes() == 0 ? prefill : shape.decodes() + " decode + " + prefill;
        }
    }
}
