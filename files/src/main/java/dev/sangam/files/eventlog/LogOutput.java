package dev.sangam.files.eventlog;

import dev.sangam.files.Reasons;
import dev.sangam.files.eventlog.EventQueue.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes what is queued. What cannot be written is dropped and counted; some time later it asks for a snapshot, and tries
 * again with that. One thread writes; counts may be asked for by any.
 */
final class LogOutput {
    private static final int CHUNK_BYTES = 1 << 16;

    private final EventLogConfig config;
    private final EventLogHeader header;
    private final LogFile file;
    private final EventQueue queue;
    private final Consumer<String> warnings;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(CHUNK_BYTES);
    private final LineWriter lines;
    private final long retryNanos;
    private final AtomicBoolean snapshotWanted = new AtomicBoolean();
    /** Whether a snapshot is on its way. */
    private boolean asked;

    private int nextPart = 1;
    private int pendingEvents;
    /** Events dropped that no line has told of yet. */
    private long untold;
    /** Size of the current file after its snapshot: what does not become less by rotating. */
    private long headBytes;

    private boolean failing;
    private long failedAt;

    /** @param retryNanos time after a failure in which nothing is tried */
    LogOutput(
            EventLogConfig config,
            EventLogHeader header,
            LogFile file,
            EventQueue queue,
            long retryNanos,
            Consumer<String> warnings) {
        this.config = config;
        this.header = header;
        this.file = file;
        this.queue = queue;
        this.warnings = warnings;
        this.lines = new LineWriter(header, pending);
        this.retryNanos = retryNanos;
        lines.header(header);
    }

    /** Whether the next thing queued should be a snapshot; true once for each that is wanted. */
    boolean takeSnapshotWanted() {
        return snapshotWanted.get() && snapshotWanted.getAndSet(false);
    }

    /** Events dropped, for want of room or of a disk. */
    AtomicLong dropped() {
        return dropped;
    }

    /** Events written. */
    long written() {
        return written.get();
    }

    void close() {
        drain();
        try {
            file.close();
        } catch (IOException e) {
            warn("cannot be closed (" + Reasons.of(e) + ")");
        }
    }

    /** Writes all that is queued. */
    void drain() {
        for (Batch batch = queue.poll(); batch != null; batch = queue.poll()) {
            if (batch.snapshot()) {
                snapshot(batch);
            } else if (failing) {
                drop(batch.events().size());
            } else {
                batch.events().forEach(lines::event);
                pendingEvents += batch.events().size();
                if (pending.size() >= CHUNK_BYTES) {
                    flush();
                }
            }
        }
        flush();
        if (failing && System.nanoTime() - failedAt >= retryNanos) {
            ask();
        }
    }

    private void ask() {
        if (!asked) {
            asked = true;
            snapshotWanted.set(true);
        }
    }

    /** Where a new file may begin, and where events that are missing are told of. */
    private void snapshot(Batch batch) {
        asked = false;
        LogEvent.Snapshot snapshot = (LogEvent.Snapshot) batch.events().getFirst();
        if (snapshot.dropped() > 0) {
            untold += snapshot.dropped();
            warn(snapshot.dropped() + " events were dropped, since the disk did not keep up");
        }
        flush();
        try {
            if (full() || !file.isOpen()) {
                file.rotate();
            }
        } catch (IOException e) {
            fail(e);
            return;
        }
        if (file.size() == 0) {
            lines.header(header.next(nextPart++, snapshot.time()));
        }
        lines.event(new LogEvent.Snapshot(snapshot.time(), untold, snapshot.alive(), snapshot.gauges()));
        batch.events().stream().skip(1).forEach(lines::event);
        if (flush()) {
            headBytes = file.size();
            if (failing) {
                warn("can be written again; " + untold + " events were dropped");
            }
            failing = false;
            untold = 0;
        }
    }

    private boolean full() {
        return file.size() >= Math.max(config.fileBytes(), 2 * headBytes);
    }

    /** False when it failed. */
    private boolean flush() {
        if (pending.size() == 0) {
            return true;
        }
        boolean appended = false;
        try {
            file.append(pending.toByteArray());
            appended = true;
            written.addAndGet(pendingEvents);
            if (full()) {
                ask();
            }
        } catch (IOException e) {
            drop(pendingEvents);
            fail(e);
        }
        pending.reset();
        pendingEvents = 0;
        return appended;
    }

    private void drop(int events) {
        dropped.addAndGet(events);
        untold += events;
    }

    private void fail(IOException e) {
        if (!failing) {
            warn("cannot be written (" + Reasons.of(e) + "); events are dropped until it can");
        }
        failing = true;
        failedAt = System.nanoTime();
    }

    private void warn(String problem) {
        warnings.accept(config.file() + ": " + problem);
    }
}
