package dev.sangam.core.replica;

import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.List;
import java.util.stream.Stream;

/** Sees every step of a replica: metrics, event logs, invariant checkers. Must not change anything. */
public interface ReplicaListener {
    /** A request was handed to the replica. */
    default void arrived(Replica replica, Request request, long now) {}

    /** A client went away. The id may be of a request that has finished, or was never seen. */
    default void cancelled(Replica replica, long requestId, long now) {}

    /** Requests lost their KV blocks and wait again, whether or not a step starts at this moment. */
    default void preempted(Replica replica, List<Request> requests, long now) {}

    /**
     * The KV of requests is to be saved to host memory; that they are preempted is told next. When they are part of a step
     * again, {@link Step#restored} says so.
     */
    default void saved(Replica replica, List<Request> requests, long now) {}

    /**
     * Requests were relegated: their deadline is missed or is predicted to be, and they are served in slack, whether or not a
     * step starts at this moment. A request may be reinstated and relegated again.
     */
    default void relegated(Replica replica, List<Request> requests, long now) {}

    /** Relegated requests are expected to meet their deadline after all, and are served like others again. */
    default void reinstated(Replica replica, List<Request> requests, long now) {}

    /** A step was formed and is about to start. */
    void started(Replica replica, Step step, long now);

    /** A step has run; the scheduler has not seen the result yet, so sequences still stand as they did at its start. */
    void completed(Replica replica, Step step, StepResult result, long now);

    /** The replica has dealt with what happened: the scheduler knows of it, and what could be started has been. */
    default void settled(Replica replica, long now) {}

    /** All of them, in this order. */
    static ReplicaListener all(ReplicaListener... listeners) {
        List<ReplicaListener> seeing =
                Stream.of(listeners).filter(each -> each != NONE).toList();
        return switch (seeing.size()) {
            case 0 -> NONE;
            case 1 -> seeing.getFirst();
            default -> new ReplicaListeners(seeing);
        };
    }

    /** Sees nothing. */
    ReplicaListener NONE = new ReplicaListener() {
        @Override
        public void started(Replica replica, Step step, long now) {}

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {}
    };
}
