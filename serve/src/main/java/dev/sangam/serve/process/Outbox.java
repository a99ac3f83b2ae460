package dev.sangam.serve.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Messages on their way to the other process, sent in order by a thread of their own. What has gathered while that thread
 * was busy goes into one frame: under load the tokens of a step travel together, and a lone message never waits.
 */
final class Outbox<M> {
    /** A frame that has grown this large is sent, whatever else waits. */
    private static final int FULL_FRAME_BYTES = 256 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final int capacity;
    private final OutputStream out;
    private final Frame<M> frame;
    private final Function<M, Optional<M>> instead;
    private List<M> waiting = new ArrayList<>();
    private boolean closed;
    private boolean broken;

    private Outbox(OutputStream out, Class<M> type, int capacity, Function<M, Optional<M>> instead) {
        this.out = out;
        this.frame = new Frame<>(type);
        this.capacity = capacity;
        this.instead = instead;
    }

    /**
     * Starts one.
     *
     * @param capacity messages that may wait before somebody is turned away or held up
     * @param instead what is sent, if anything, in place of a message that fits in no frame
     */
    static <M> Outbox<M> start(OutputStream out, Class<M> type, int capacity, Function<M, Optional<M>> instead) {
        Outbox<M> outbox = new Outbox<>(out, type, capacity, instead);
        Thread.ofPlatform().daemon().name(type.getSimpleName() + "-out").start(outbox::run);
        return outbox;
    }

    /** Adds a message in any case. */
    void add(M message) {
        lock.lock();
        try {
            append(message);
        } finally {
            lock.unlock();
        }
    }

    /** Whether fewer messages wait than the capacity. */
    boolean hasRoom() {
        lock.lock();
        try {
            return waiting.size() < capacity;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a message, once not too many wait: whoever produces faster than the other side consumes is held up here. */
    void put(M message) {
        lock.lock();
        try {
            while (waiting.size() >= capacity && !closed && !broken) {
                taken.awaitUninterruptibly();
            }
            append(message);
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what waits, then closes the stream; does not wait for it. What is added from now on is dropped. */
    void close() {
        lock.lock();
        try {
            closed = true;
            added.signal();
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void append(M message) {
        if (!closed && !broken) {
            waiting.add(message);
            added.signal();
        }
    }

    private void run() {
        try (out) {
            for (List<M> batch = take(); !batch.isEmpty(); batch = take()) {
                send(batch);
            }
        } catch (IOException e) {
            // The other process is gone. Whoever reads from it sees that as well, and acts.
        } finally {
            lock.lock();
            try {
                broken = true;
                waiting = new ArrayList<>();
                taken.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void send(List<M> batch) throws IOException {
        for (M message : batch) {
            if (!frame.add(message)) {
                frame.writeTo(out);
                if (!frame.add(message)) {
                    instead.apply(message).ifPresent(frame::add);
                }
            }
            if (frame.sizeBytes() >= FULL_FRAME_BYTES) {
                frame.writeTo(out);
            }
        }
        frame.writeTo(out);
    }

    /** All that waits, in order; empty once closed and drained. */
    private List<M> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                added.awaitUninterruptibly();
            }
            List<M> batch = waiting;
            waiting = new ArrayList<>();
            taken.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
