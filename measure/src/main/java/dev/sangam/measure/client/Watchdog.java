package dev.sangam.measure.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at all requests under way, many times a second. */
final class Watchdog implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(25);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    Watchdog(String name) {
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    void add(Watch watch) {
        watches.add(watch);
    }

    void remove(Watch watch) {
        watches.remove(watch);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                long now = System.nanoTime();
                watches.forEach(watch -> watch.look(now));
            }
        } catch (InterruptedException e) {
            // Told to end.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
