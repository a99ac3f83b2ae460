package dev.sangam.measure.load;

import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes threads when their time has come, from one platform thread that parks until shortly before and then spins: a timer
 * alone is late by more than a fast server takes for a token.
 */
final class Pacer implements AutoCloseable {
    private static final long SPIN_NANOS = 100_000;

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Thread thread;
    private volatile boolean released;
    private volatile boolean closed;

    Pacer() {
        thread = Thread.ofPlatform().daemon().name("pacer").start(this::run);
    }

    /** Something that waits for a time. */
    private static final class Due implements Comparable<Due> {
        private final long nanos;
        private final boolean exact;
        private final Runnable action;
        private volatile boolean past;

        private Due(long nanos, boolean exact, Runnable action) {
            this.nanos = nanos;
            this.exact = exact;
            this.action = action;
        }

        private void fire() {
            past = true;
            action.run();
        }

        @Override
        public int compareTo(Due other) {
            return Long.signum(nanos - other.nanos);
        }
    }

    /** Runs an action close to a time of {@link System#nanoTime}, or at the {@link #release}; it must be short. */
    void at(long nanos, Runnable action) {
        add(new Due(nanos, false, action));
    }

    /** Waits for a time of {@link System#nanoTime}; false when the pacer has been released. */
    boolean await(long nanos) {
        if (nanos - System.nanoTime() > 0 && !released) {
            Thread waiting = Thread.currentThread();
            Due due = new Due(nanos, true, () -> LockSupport.unpark(waiting));
            add(due);
            while (!due.past) {
                LockSupport.park(this);
            }
        }
        return !released;
    }

    /** Nothing waits any more: what is due later, now or from now on, is due at once. */
    void release() {
        released = true;
        LockSupport.unpark(thread);
    }

    boolean released() {
        return released;
    }

    private void add(Due due) {
        boolean first;
        synchronized (queue) {
            queue.add(due);
            first = queue.element() == due;
        }
        if (first) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            Due next = first();
            long wait = next == null ? Long.MAX_VALUE : next.nanos - System.nanoTime();
            if (next != null && (wait <= (next.exact ? 0 : SPIN_NANOS) || released)) {
                remove(next);
                next.fire();
            } else if (wait > SPIN_NANOS) {
                LockSupport.parkNanos(this, wait - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private @Nullable Due first() {
        synchronized (queue) {
            return queue.peek();
        }
    }

    private void remove(Due due) {
        synchronized (queue) {
            if (queue.peek() == due) {
                queue.remove();
            } else {
                queue.remove(due); // something came before it since it was looked up
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
