package dev.sangam.serve.http;

/** Bytes that may be held for clients at a time. Lives on the event loop. */
final class MemoryBudget {
    private final long bytes;
    private long held;

    MemoryBudget(long bytes) {
        this.bytes = bytes;
    }

    /** Takes some, if there is as much. */
    boolean take(long wanted) {
        if (held + wanted > bytes) {
            return false;
        }
        held += wanted;
        return true;
    }

    /** Gives some back. */
    void give(long taken) {
        held -= taken;
    }
}
