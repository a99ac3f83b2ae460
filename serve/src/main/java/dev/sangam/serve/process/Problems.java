package dev.sangam.serve.process;

import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineException.Kind;

/** What a client is told when the worker cannot answer. */
final class Problems {
    private Problems() {}

    static EngineException died() {
        return new EngineException(
                Kind.UNAVAILABLE,
                "engine_died",
                "the engine died while it worked on this request, and is being restarted. Maybe send the request again");
    }

    static EngineException starting() {
        return new EngineException(
                Kind.UNAVAILABLE, "engine_starting", "the engine is being restarted. Maybe try again in some seconds");
    }

    static EngineException down(String reason) {
        return new EngineException(
                Kind.UNAVAILABLE,
                "engine_down",
                "the engine died %d times in a row before it gave any answer, and is not started again: %s"
                        .formatted(RestartPolicy.HOPELESS, reason));
    }

    static EngineException closed() {
        return new EngineException(Kind.UNAVAILABLE, "engine_closed", "the server is shutting down");
    }

    static EngineException full() {
        return new EngineException(
                Kind.OVERLOADED, "queue_full", "too many requests wait for the engine. Maybe try again later");
    }

    static EngineException tooLarge() {
        return new EngineException(
                Kind.INVALID,
                "request_too_large",
                "the request is larger than the %d MiB that the engine takes".formatted(Wire.MAX_FRAME_BYTES >> 20));
    }
}
