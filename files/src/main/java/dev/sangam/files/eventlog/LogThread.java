package dev.sangam.files.eventlog;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets what is queued be written ten times a second, so that nobody who queues has to wake anybody up. */
final class LogThread implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LogOutput output;
    private final Thread thread = Thread.ofPlatform().name("event-log").daemon().unstarted(this::run);
    private volatile boolean closing;

    private LogThread(LogOutput output) {
        this.output = output;
    }

    static LogThread start(LogOutput output) {
        LogThread result = new LogThread(output);
        result.thread.start();
        return result;
    }

    /** Waits for the thread to end, which may leave something to be written. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the promise to have ended outweighs the interruption, which is passed on
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            output.drain();
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }
}
