package dev.sangam.serve.models;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes a stream of which nothing has come for too long: the JDK's client would wait for ever. */
final class StallGuard implements AutoCloseable {
    private final InputStream stream;
    private final long patienceNanos;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long lastNanos = System.nanoTime();

    StallGuard(InputStream stream, long patienceNanos) {
        this.stream = stream;
        this.patienceNanos = patienceNanos;
        Thread.ofVirtual().name("download-guard").start(this::watch);
    }

    /** Something has come. */
    void alive() {
        lastNanos = System.nanoTime();
    }

    private void watch() {
        try {
            while (!done.await(patienceNanos / 4, TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - lastNanos > patienceNanos) {
                    stream.close();
                    return;
                }
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt(); // nobody does that, and a stream that is not closed is only slow
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
