package dev.sangam.files.eventlog;

import dev.sangam.core.request.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of the log after the header. Times are nanoseconds on the event loop's clock; lines are in order of time. */
sealed interface LogEvent {
    /** When it happened; for a step, when it completed. */
    long time();

    /** A request was handed to the replica. */
    record Arrived(long time, Request request) implements LogEvent {}

    /** A client went away. */
    record Cancelled(long time, long id) implements LogEvent {}

    /** Requests lost their KV blocks. */
    record Preempted(long time, List<Long> ids) implements LogEvent {
        public Preempted {
            ids = List.copyOf(ids);
        }
    }

    /** Requests cannot meet their deadlines, and are served in slack from now on. */
    record Relegated(long time, List<Long> ids) implements LogEvent {
        public Relegated {
            ids = List.copyOf(ids);
        }
    }

    /** Relegated requests can meet their deadlines after all. */
    record Reinstated(long time, List<Long> ids) implements LogEvent {
        public Reinstated {
            ids = List.copyOf(ids);
        }
    }

    /**
     * A step completed.
     *
     * @param nanos since it was formed
     * @param back lines that were written since it was formed
     * @param prefills sequences that had a part of their prompt computed
     * @param decodes sequences that decoded and emitted a token
     * @param late contexts of decodes whose request ended while the step ran: work that emitted nothing
     * @param gauges once it had started; {@code null} when another step started at the same moment, or nothing changed
     */
    record Stepped(
            long time,
            long nanos,
            int back,
            List<Prefill> prefills,
            Decodes decodes,
            List<Integer> late,
            @Nullable Gauges gauges)
            implements LogEvent {
        public Stepped {
            prefills = List.copyOf(prefills);
            late = List.copyOf(late);
        }

        /** When it was formed. */
        long formedAt() {
            return time - nanos;
        }
    }

    /**
     * A part of a prompt.
     *
     * @param context tokens in the KV cache before it
     * @param tokens computed
     * @param emits whether it ended with an output token
     */
    record Prefill(long id, int context, int tokens, boolean emits) {}

    /** A request got its last token. It is the line after its step's. */
    record Finished(long time, long id, Reason reason, int tokens) implements LogEvent {}

    /** Why an output ended. */
    enum Reason {
        /** By itself. */
        STOP,
        /** At the client's limit. */
        LENGTH
    }

    /** Gauges changed without a step. */
    record Loaded(long time, Gauges gauges) implements LogEvent {}

    /** Gauges of the scheduler. */
    record Gauges(int kvBlocks, int waiting, int running) {
        static final Gauges NONE = new Gauges(0, 0, 0);
    }

    /**
     * How things stand, in so many {@link Carried} lines which follow: where a file begins after another, and where
     * events were dropped.
     *
     * @param dropped events that are missing before this line
     * @param alive requests that have arrived and not ended
     */
    record Snapshot(long time, long dropped, int alive, Gauges gauges) implements LogEvent {}

    /**
     * A request that was alive at a snapshot.
     *
     * @param scheduledAt start of its first step, or -1
     * @param reused prompt tokens found in the KV cache then
     * @param firstTokenAt time of its first token, or -1
     * @param tokens emitted so far
     */
    record Carried(long time, Request request, long scheduledAt, int reused, long firstTokenAt, int tokens)
            implements LogEvent {}
}
