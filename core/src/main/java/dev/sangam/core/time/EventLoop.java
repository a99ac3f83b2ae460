package dev.sangam.core.time;

/**
 * The single-threaded loop that owns all mutable state, and the only source of time. Tasks run one at a time in order of
 * their time; tasks of equal time run in the order in which they were added.
 */
public interface EventLoop {
    /** Nanoseconds since an arbitrary origin; never decreases. */
    long now();

    /** Runs {@code task} at {@code time}, or as soon as possible after it. A time in the past means now. */
    void at(long time, Runnable task);
}
