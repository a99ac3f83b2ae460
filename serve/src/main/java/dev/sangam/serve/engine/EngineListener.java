package dev.sangam.serve.engine;

/** Sees what an engine does as a whole. Called on threads of the engine; must not block. */
public interface EngineListener {
    /** A step has run. */
    default void step(StepReport step) {}

    /** Requests lost their KV blocks and wait again. */
    default void preempted(int requests) {}

    /** The engine came up, went down or is ready again. */
    default void state(EngineState state) {}

    /** Sees nothing. */
    EngineListener NONE = new EngineListener() {};
}
