package dev.sangam.serve.http;

import dev.sangam.serve.engine.EngineException;

/** How an output ended. */
enum Outcome {
    /** Complete. */
    OK,
    /** Refused by the engine, for a fault of the request. */
    INVALID,
    /** Refused by the engine, for want of room. */
    DROPPED,
    /** Broken off by the engine, or by the server's end. */
    FAILED,
    /** The client went away. */
    CANCELLED,
    /** The client read too slowly. */
    SLOW_READER;

    /** Whether a promise was kept or broken: the server took the request on, and its client did not break it off. */
    boolean counts() {
        return this == OK || this == FAILED;
    }

    static Outcome of(EngineException problem) {
        return switch (problem.kind()) {
            case INVALID -> INVALID;
            case OVERLOADED -> DROPPED;
            case UNAVAILABLE, INTERNAL -> FAILED;
        };
    }
}
