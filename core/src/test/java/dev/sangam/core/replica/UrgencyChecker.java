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

/**
 * Nobody is admitted while a more urgent one waits, of the relegated no one who arrived later; where tenants take turns, a more
 * urgent one of the same tenant and class.
 */
public final class UrgencyChecker implements ReplicaListener {
    private final Set<Sequence> running = new HashSet<>();
    private final boolean fairTenants;

    public UrgencyChecker(boolean fairTenants) {
        this.fairTenants = fairTenants;
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        List<Sequence> waiting = new SchedulerState(replica.scheduler()).waiting();
        running.removeAll(waiting);
        for (int i = 0; i < step.size(); i++) {
            Sequence admitted = step.sequence(i);
            if (running.add(admitted)) {
                for (Sequence s : waiting) {
                    boolean alike = SchedulerState.relegated(s) == SchedulerState.relegated(admitted)
                            && (!fairTenants || peers(s.request(), admitted.request()));
                    Expect.that(!alike || SchedulerState.before(admitted, s), "%s was admitted before %s", admitted, s);
                }
            }
        }
    }

    private static boolean peers(Request a, Request b) {
        return a.tenant().equals(b.tenant()) && a.qos().equals(b.qos());
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {}
}
