package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What listeners are told of relegation is true: who is relegated is told so once, and so is who is reinstated. */
public final class RelegationChecker implements ReplicaListener {
    private final Set<Long> relegated = new HashSet<>();

    @Override
    public void relegated(Replica replica, List<Request> requests, long now) {
        for (Request r : requests) {
            Expect.that(r.deadline() < Long.MAX_VALUE, "request %d was relegated but promised nothing", r.id());
            Expect.that(relegated.add(r.id()), "request %d was relegated twice", r.id());
        }
    }

    @Override
    public void reinstated(Replica replica, List<Request> requests, long now) {
        for (Request r : requests) {
            Expect.that(relegated.remove(r.id()), "request %d was reinstated but not relegated", r.id());
            Expect.that(r.deadline() > now, "request %d was reinstated after its deadline", r.id());
        }
    }

    @Override
    public void started(Replica replica, Step step, long now) {}

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {}

    @Override
    public void settled(Replica replica, long now) {
        Set<Long> active = new HashSet<>();
        for (Sequence s : new SchedulerState(replica.scheduler()).active()) {
            active.add(s.request().id());
            boolean promised = s.request().deadline() < Long.MAX_VALUE;
            boolean told = relegated.contains(s.request().id());
            Expect.that(!promised || SchedulerState.relegated(s) == told, "%s is relegated, but told %s", s, told);
        }
        relegated.retainAll(active);
        Expect.equal(replica.scheduler().qos().relegated(), relegated.size(), "requests relegated");
    }
}
