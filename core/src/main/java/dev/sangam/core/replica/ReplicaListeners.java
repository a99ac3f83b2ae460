package dev.sangam.core.replica;

import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.List;

/** Several listeners, told in turn. */
record ReplicaListeners(List<ReplicaListener> all) implements ReplicaListener {
    @Override
    public void arrived(Replica replica, Request request, long now) {
        for (ReplicaListener each : all) {
            each.arrived(replica, request, now);
        }
    }

    @Override
    public void cancelled(Replica replica, long requestId, long now) {
        for (ReplicaListener each : all) {
            each.cancelled(replica, requestId, now);
        }
    }

    @Override
    public void preempted(Replica replica, List<Request> requests, long now) {
        for (ReplicaListener each : all) {
            each.preempted(replica, requests, now);
        }
    }

    @Override
    public void saved(Replica replica, List<Request> requests, long now) {
        for (ReplicaListener each : all) {
            each.saved(replica, requests, now);
        }
    }

    @Override
    public void relegated(Replica replica, List<Request> requests, long now) {
        for (ReplicaListener each : all) {
            each.relegated(replica, requests, now);
        }
    }

    @Override
    public void reinstated(Replica replica, List<Request> requests, long now) {
        for (ReplicaListener each : all) {
            each.reinstated(replica, requests, now);
        }
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        for (ReplicaListener each : all) {
            each.started(replica, step, now);
        }
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        for (ReplicaListener each : all) {
            each.completed(replica, step, result, now);
        }
    }

    @Override
    public void settled(Replica replica, long now) {
        for (ReplicaListener each : all) {
            each.settled(replica, now);
        }
    }
}
