package dev.sangam.sim.cluster;

import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;

/** Takes finished requests off the outstanding work. */
record WorkTracker(OutstandingWork work) implements ReplicaListener {
    @Override
    public void started(Replica replica, Step step, long now) {}

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        if (result != StepResult.NONE_FINISHED) {
            for (int i = 0; i < step.size(); i++) {
                if (result.finished(i)) {
                    work.add(replica.id(), -step.sequence(i).request().promptTokens());
                }
            }
        }
    }
}
