package dev.sangam.serve.http;

import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.ModelInfo;
import org.jspecify.annotations.Nullable;

/** Whether requests are taken, and what model there is to serve them. */
final class Readiness {
    private static final int STARTING_RETRY_SECONDS = 2;
    private static final int DRAINING_RETRY_SECONDS = 5;
    private static final int DOWN_RETRY_SECONDS = 30;

    private final Engine engine;
    private volatile boolean draining;
    private volatile @Nullable ModelInfo model;

    Readiness(Engine engine) {
        this.engine = engine;
    }

    /** From now on new requests are refused. */
    void drain() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }

    /** {@code ready}, {@code starting}, {@code restarting}, {@code draining} or {@code down}. */
    String word() {
        EngineStatus status = engine.status();
        if (draining) {
            return "draining";
        }
        return switch (status.state()) {
            case READY -> "ready";
            case STARTING -> status.restarts() > 0 ? "restarting" : "starting";
            case DOWN -> "down";
        };
    }

    boolean alive() {
        return draining || engine.status().state() != EngineState.DOWN;
    }

    /** The model, once it is known; fixed from then on. */
    @Nullable
    ModelInfo knownModel() {
        ModelInfo known = model;
        if (known == null && engine.status().state() == EngineState.READY) {
            known = engine.model();
            model = known;
        }
        return known;
    }

    /** The model, whether requests are taken or not; 503 before it is known. */
    ModelInfo model() {
        ModelInfo known = knownModel();
        if (known == null) {
            throw notReady(word());
        }
        return known;
    }

    /** The model, if requests are taken; else 503 with the reason. */
    ModelInfo ready() {
        String word = word();
        if (!word.equals("ready")) {
            throw notReady(word);
        }
        return model();
    }

    private static ApiError notReady(String word) {
        return switch (word) {
            case "draining" -> draining(DRAINING_RETRY_SECONDS);
            case "down" -> ApiError.dropped(503, "engine_down", "The engine is down.", DOWN_RETRY_SECONDS);
            default ->
                ApiError.dropped(
                        503, "engine_" + word, "The engine is " + word + ". Try again soon.", STARTING_RETRY_SECONDS);
        };
    }

    static ApiError draining(int retryAfterSeconds) {
        return ApiError.dropped(503, "draining", "The server is shutting down.", retryAfterSeconds);
    }
}
