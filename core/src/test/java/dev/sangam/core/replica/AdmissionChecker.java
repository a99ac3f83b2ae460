package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nobody overtakes: the admitted come before all who wait. First come, first served, those who were preempted first; or by
 * priority.
 */
public final class AdmissionChecker implements ReplicaListener {
    private final Map<Long, Integer> arrivals = new HashMap<>();
    private final Set<Long> admitted = new HashSet<>();
    private final Comparator<Sequence> order;

    public AdmissionChecker(SchedulerConfig config) {
        Comparator<Sequence> fcfs = Comparator.comparingInt((Sequence s) -> s.preemptions() > 0 ? 0 : 1)
                .thenComparingInt(s -> s.preemptions() > 0
                        ? 0
                        : arrivals.getOrDefault(s.request().id(), -1));
        this.order = config instanceof VllmV1 v1 && v1.order() == Order.PRIORITY
                ? SchedulerState.priorityThenArrival()
                : fcfs;
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        arrivals.put(request.id(), arrivals.size());
    }

    @Override
    public void preempted(Replica replica, List<Request> requests, long now) {
        requests.forEach(r -> admitted.remove(r.id()));
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        List<Sequence> news = new ArrayList<>();
        for (int i = 0; i < step.size(); i++) {
            if (admitted.add(step.sequence(i).request().id())) {
                news.add(step.sequence(i));
            }
        }
        if (news.isEmpty()) {
            return;
        }
        for (int i = 1; i < news.size(); i++) {
            checkOrder(news.get(i - 1), news.get(i));
        }
        for (Sequence s : new SchedulerState(replica.scheduler()).waiting()) {
            checkOrder(news.getLast(), s);
        }
    }

    private void checkOrder(Sequence first, Sequence second) {
        Expect.that(order.compare(first, second) <= 0, "%s was admitted before %s", first, second);
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {}
}
