package dev.sangam.core.replica;

import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;

/** Runs batches: kernels in the real world, a predicted duration in the simulated one. */
public interface BatchExecutor {
    /**
     * Starts a step and returns at once. Steps complete in the order in which they were started; {@code done} is called on
     * the event loop, exactly once per step.
     */
    void start(Step step, Completion done);

    /** Steps that may be started before the first of them has completed: the number of pipeline stages. */
    default int maxStepsInFlight() {
        return 1;
    }

    /** Told when a step has run. */
    interface Completion {
        void completed(Step step, StepResult result);
    }
}
