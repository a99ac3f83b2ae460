package dev.sangam.sim.cluster;

import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.HashMap;
import java.util.Map;

/** Keeps the outstanding work of a pool: a request counts from its arrival until it has finished or was cancelled. */
final class WorkTracker implements ReplicaListener {
    private final OutstandingWork work;
    private final int firstReplica;
    private final Map<Long, Integer> promptTokens = new HashMap<>();

    /** @param firstReplica number of the pool's first replica */
    WorkTracker(OutstandingWork work, int firstReplica) {
        this.work = work;
        this.firstReplica = firstReplica;
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        promptTokens.put(request.id(), request.promptTokens());
        work.add(replica.id() - firstReplica, request.promptTokens());
    }

    @Override
    public void cancelled(Replica replica, long requestId, long now) {
        ended(replica, requestId);
    }

    @Override
    public void started(Replica replica, Step step, long now) {}

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        if (result != StepResult.NONE_FINISHED) {
            for (int i = 0; i < step.size(); i++) {
                if (result.finished(i)) {
                    ended(replica, step.sequence(i).request().id());
                }
            }
        }
    }

    private void ended(Replica replica, long requestId) {
        Integer tokens = promptTokens.remove(requestId);
        if (tokens != null) {
            work.add(replica.id() - firstReplica, -tokens);
        }
    }
}
