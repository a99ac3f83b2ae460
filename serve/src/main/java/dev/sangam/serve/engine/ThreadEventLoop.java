package dev.sangam.serve.engine;

import dev.sangam.core.time.EventLoop;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Real time: one platform thread of its own runs the tasks, which any thread may add in O(log tasks). A task never runs
 * before its time; how long after depends on the operating system's timers, about 60 us on Linux.
 *
 * <p>The queue is not bounded: a completion or a cancellation must never be refused. Whoever takes work from outside
 * bounds it before it comes here, and may look at {@link #pending()}.
 */
public final class ThreadEventLoop implements EventLoop, AutoCloseable {
    private static final long OPEN = Long.MAX_VALUE;

    private record Task(long time, long order, Runnable body) {}

    private final long origin = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::time).thenComparingLong(Task::order));
    private final Consumer<Throwable> failures;
    private final Thread thread;
    private long added;
    private long closedAt = OPEN;

    private ThreadEventLoop(String name, Consumer<Throwable> failures) {
        this.failures = failures;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /**
     * Starts a loop.
     *
     * @param name of its thread
     * @param failures told, on the loop, what a task threw; the loop goes on. When it throws itself, the loop ends and
     *     refuses further tasks
     */
    public static ThreadEventLoop start(String name, Consumer<Throwable> failures) {
        ThreadEventLoop loop = new ThreadEventLoop(name, failures);
        loop.thread.start();
        return loop;
    }

    /** Nanoseconds since the loop was made. */
    @Override
    public long now() {
        return System.nanoTime() - origin;
    }

    /** @throws RejectedExecutionException on another thread than the loop's, once the loop is closed */
    @Override
    public void at(long time, Runnable task) {
        lock.lock();
        try {
            if (closedAt != OPEN && !onLoop()) {
                throw new RejectedExecutionException(thread.getName() + " is closed");
            }
            Task next = new Task(Math.max(time, now()), added++, task);
            tasks.add(next);
            if (tasks.element().order() == next.order()) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tasks that have not begun, those due later included. */
    public int pending() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the caller is a task of this loop. */
    public boolean onLoop() {
        return Thread.currentThread() == thread;
    }

    /**
     * Runs what is due by now, drops what is due later, and waits for the thread to end. A task may close its own loop;
     * then there is nothing to wait for.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closedAt = Math.min(closedAt, now());
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (!onLoop()) {
            join();
        }
    }

    private void join() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the promise to have ended outweighs the interruption, which is passed on
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Task task = take(); task != null; task = take()) {
                run(task.body());
            }
        } finally {
            close();
        }
    }

    private void run(Runnable body) {
        try {
            body.run();
        } catch (Throwable e) {
            failures.accept(e);
        }
    }

    /** The next task, once it is due; null when the loop is closed and nothing is left that was due then. */
    private @Nullable Task take() {
        lock.lock();
        try {
            while (true) {
                Task first = tasks.peek();
                if (closedAt != OPEN && (first == null || first.time() > closedAt)) {
                    tasks.clear();
                    return null;
                }
                if (first != null && first.time() <= now()) {
                    return tasks.poll();
                }
                if (first == null) {
                    changed.awaitUninterruptibly();
                } else {
                    waitNanos(first.time() - now());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change or the time; early or late, the caller looks at the queue again. */
    @SuppressWarnings("WaitNotInLoop")
    private void waitNanos(long nanos) {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt this thread: close() ends it. What a task leaves behind is ignored.
        }
    }
}
