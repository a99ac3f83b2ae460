package dev.sangam.serve.engine;

/** Whether an engine takes requests. */
public enum EngineState {
    /** Loading the model, for the first time or after it died. */
    STARTING,
    /** Takes requests. */
    READY,
    /** Died and is not started again, or was closed. */
    DOWN
}
