package dev.sangam.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Closes what is half done when the process is told to end, as by Ctrl-C, which runs no {@code finally}. */
final class OnInterrupt implements AutoCloseable {
    private final List<Runnable> actions = Collections.synchronizedList(new ArrayList<>());
    private final Thread hook =
            new Thread(() -> List.copyOf(actions).reversed().forEach(Runnable::run), "on-interrupt");

    OnInterrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** To be done, before what was added earlier. */
    void run(Runnable action) {
        actions.add(action);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            actions.clear(); // the process is ending already; this thread has closed everything itself
        }
    }
}
