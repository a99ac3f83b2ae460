package dev.sangam.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what is under way when the process is told to end, as by Ctrl-C, and lets it write what there is: the process waits
 * until this is closed.
 */
final class StopOnInterrupt implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch written = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "on-interrupt");
    private Runnable action = () -> {};
    private boolean stopped;

    StopOnInterrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What ends what is under way now, in place of what was told before; done at once when it is too late. */
    void onStop(Runnable stop) {
        boolean late;
        synchronized (this) {
            action = stop;
            late = stopped;
        }
        if (late) {
            stop.run();
        }
    }

    /** Whether the process was told to end. */
    synchronized boolean stopped() {
        return stopped;
    }

    private void stop() {
        Runnable now;
        synchronized (this) {
            stopped = true;
            now = action;
        }
        now.run();
        try {
            written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        written.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends, and nobody waits for what comes after.
            return;
        }
    }
}
