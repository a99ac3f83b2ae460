package dev.sangam.serve.process;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineListener;

/** Makes the engine that a worker runs. */
@FunctionalInterface
public interface WorkerStart {
    /**
     * Returns once the engine is ready.
     *
     * @param configuration what {@link EngineProcess#start} was given
     * @param listener to be told what the engine does
     * @throws InputException when the user must change something: a model file that is not there
     */
    Engine start(String configuration, EngineListener listener);
}
