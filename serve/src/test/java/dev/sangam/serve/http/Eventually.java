package dev.sangam.serve.http;

import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
final class Eventually {
    private static final int PATIENCE_MILLIS = 20_000;

    private Eventually() {}

    static void happens(String what, BooleanSupplier condition) {
        for (int waited = 0; !condition.getAsBoolean(); waited += 5) {
            if (waited > PATIENCE_MILLIS) {
                throw new AssertionError("it never happened: " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
