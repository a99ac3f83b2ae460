package dev.sangam.serve.engine;

/** Why an output ended. */
public enum FinishReason {
    /** The model ended it, or a stop string did. */
    STOP,
    /** The limit on output tokens, or the model's context, was reached. */
    LENGTH
}
