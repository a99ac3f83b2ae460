package dev.sangam.files.eventlog;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Events on their way from the event loop to the disk, bounded by their memory. Neither side ever waits for the other. */
final class EventQueue {
    /**
     * Events that belong together.
     *
     * @param bytes memory that they take, roughly
     */
    record Batch(List<LogEvent> events, long bytes) {
        boolean snapshot() {
            return events.getFirst() instanceof LogEvent.Snapshot;
        }
    }

    private final Queue<Batch> batches = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;

    EventQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** False when there is no room. */
    boolean offer(Batch batch) {
        if (bytes.get() + batch.bytes > maxBytes) {
            return false;
        }
        add(batch);
        return true;
    }

    /** Adds, room or not. */
    void add(Batch batch) {
        bytes.addAndGet(batch.bytes);
        batches.add(batch);
    }

    /** Whether so much has been taken out that it is worth to go on after events were dropped. */
    boolean halfEmpty() {
        return bytes.get() <= maxBytes / 2;
    }

    @Nullable
    Batch poll() {
        Batch batch = batches.poll();
        if (batch != null) {
            bytes.addAndGet(-batch.bytes);
        }
        return batch;
    }
}
