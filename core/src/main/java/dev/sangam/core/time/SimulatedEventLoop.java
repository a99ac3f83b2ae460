package dev.sangam.core.time;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Virtual time: {@link #run()} jumps from task to task. A 4-ary heap ordered by (time, order of addition); tasks for the
 * present moment go to a plain queue, which keeps the same order, since whatever lies in the heap for this moment was
 * added earlier.
 */
public final class SimulatedEventLoop implements EventLoop {
    private final ArrayDeque<Runnable> present = new ArrayDeque<>();
    private long[] times = new long[64];
    private long[] orders = new long[64];
    private Runnable[] tasks = new Runnable[64];
    private int size;
    private long added;
    private long now;

    @Override
    public long now() {
        return now;
    }

    @Override
    public void at(long time, Runnable task) {
        if (time <= now) {
            present.addLast(task);
        } else {
            push(time, task);
        }
    }

    /** Runs until no task is left. */
    public void run() {
        runUntil(() -> false);
    }

    /** Runs until no task is left, or until somebody has seen enough, which is asked before each task. */
    public void runUntil(BooleanSupplier enough) {
        while (!enough.getAsBoolean() && step(Long.MAX_VALUE)) {
            // every step runs one task
        }
    }

    /**
     * Runs every task due before {@code time}, and moves on to it. What the caller then does itself comes before the tasks
     * that wait for this moment; what it adds comes after them.
     */
    public void runBefore(long time) {
        while (now < time && step(time - 1)) {
            // every step runs one task
        }
        now = Math.max(now, time);
    }

    /** Runs the next task, if it is due at or before {@code limit}. */
    private boolean step(long limit) {
        if (size > 0 && times[0] == now) {
            pop().run();
        } else if (!present.isEmpty()) {
            present.removeFirst().run();
        } else if (size > 0 && times[0] <= limit) {
            now = times[0];
            pop().run();
        } else {
            return false;
        }
        return true;
    }

    private void push(long time, Runnable task) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            tasks = Arrays.copyOf(tasks, 2 * size);
        }
        long order = added++;
        int i = size++;
        while (i > 0) {
            int parent = (i - 1) >> 2;
            if (!before(time, order, parent)) {
                break;
            }
            move(parent, i);
            i = parent;
        }
        set(i, time, order, task);
    }

    @SuppressWarnings("NullAway") // a popped slot is cleared so that the task can be collected
    private Runnable pop() {
        Runnable first = tasks[0];
        int last = --size;
        long time = times[last];
        long order = orders[last];
        Runnable task = tasks[last];
        tasks[last] = null;
        if (last > 0) {
            sink(time, order, task);
        }
        return first;
    }

    private void sink(long time, long order, Runnable task) {
        int i = 0;
        while (true) {
            int child = smallestChild(i);
            if (child < 0 || before(time, order, child)) {
                break;
            }
            move(child, i);
            i = child;
        }
        set(i, time, order, task);
    }

    private int smallestChild(int i) {
        int first = 4 * i + 1;
        if (first >= size) {
            return -1;
        }
        int smallest = first;
        int end = Math.min(first + 4, size);
        for (int c = first + 1; c < end; c++) {
            if (before(times[c], orders[c], smallest)) {
                smallest = c;
            }
        }
        return smallest;
    }

    private boolean before(long time, long order, int slot) {
        return time < times[slot] || (time == times[slot] && order < orders[slot]);
    }

    private void move(int from, int to) {
        set(to, times[from], orders[from], tasks[from]);
    }

    private void set(int i, long time, long order, Runnable task) {
        times[i] = time;
        orders[i] = order;
        tasks[i] = task;
    }
}
