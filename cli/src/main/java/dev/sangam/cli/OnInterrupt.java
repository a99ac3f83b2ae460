package dev.sangam.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Closes what is half done when the process is told to end, as by Ctrl-C, which runs no {@code finally}. */
final class OnInterrupt implements AutoCloseable {
    private static final int ROUNDS = 5;
    private static final long PAUSE_MILLIS = 20;

    private final List<Runnable> actions = Collections.synchronizedList(new ArrayList<>());
    private final Thread hook = new Thread(this::runAll, "on-interrupt");

    OnInterrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** To be done, before what was added earlier, and more than once. */
    void run(Runnable action) {
        actions.add(action);
    }

    /** The run goes on beside this, and may create one more file behind its back. */
    private void runAll() {
        for (int round = 0; round < ROUNDS; round++) {
            List.copyOf(actions).reversed().forEach(Runnable::run);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends as soon as the hook is through; what failed because of it is not worth telling.
            LockSupport.parkNanos(Long.MAX_VALUE);
        }
    }
}
