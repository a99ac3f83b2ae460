package dev.sangam.core.replica;

import dev.sangam.core.scheduler.Scheduler;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;

/** Sees every step of a replica: metrics, event logs, invariant checkers. Must not change anything. */
public interface ReplicaListener {
    /** A step was formed and is about to start. */
    void started(Replica replica, Step step, long now);

    /** A step has run; the scheduler has not seen the result yet, so sequences still stand as they did at its start. */
    void completed(Replica replica, Step step, StepResult result, long now);

    /** The scheduler has handled an event or a completion. */
    default void settled(Scheduler scheduler, long now) {}

    /** Sees nothing. */
    ReplicaListener NONE = new ReplicaListener() {
        @Override
        public void started(Replica replica, Step step, long now) {}

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {}
    };
}
