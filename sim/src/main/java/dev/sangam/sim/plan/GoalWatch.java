package dev.sangam.sim.plan;

import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.plan.RequestCount.Awaited;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches a run and tells as soon as it is certain whether it meets all goals, or misses one. That every request gets its
 * last token in the end, as it does in a simulation, is what the certainty rests on.
 */
final class GoalWatch implements ReplicaListener {
    private static final long NEVER = -1;

    private final List<Goal> goals;
    private final GoalCounts counts;
    private final RequestCount[] waits;
    private final RequestCount[] scheduled;
    private final RequestCount[] first;
    private final RequestCount[] last;
    private final GapCount[] gaps;
    private final RequestLog log;
    private final long[] tokenAt;

    /** @param recorder sees the run before this does */
    GoalWatch(List<Goal> goals, Workload workload, RunRecorder recorder) {
        this.goals = goals;
        counts = new GoalCounts(goals, workload);
        waits = counts.requests.toArray(RequestCount[]::new);
        scheduled = awaiting(Awaited.FIRST_STEP);
        first = awaiting(Awaited.FIRST_TOKEN);
        last = awaiting(Awaited.LAST_TOKEN);
        gaps = counts.gaps.toArray(GapCount[]::new);
        log = recorder.requests();
        tokenAt = new long[workload.size()];
        Arrays.fill(tokenAt, NEVER);
    }

    private RequestCount[] awaiting(Awaited awaited) {
        return counts.requests.stream()
                .filter(count -> count.awaited() == awaited)
                .toArray(RequestCount[]::new);
    }

    /** Whether a goal depends on more than waits and gaps, so that the recorder must see the run. */
    boolean needsRecorder() {
        return counts.standings.contains(Standing.Open.UNTIL_THE_END)
                || counts.requests.stream().anyMatch(RequestCount::hasEnding);
    }

    /** Whether it is certain that all goals are met, or that one is missed. */
    boolean decided() {
        boolean met = true;
        for (Standing standing : counts.standings) {
            if (standing.missed()) {
                return true;
            }
            met &= standing.met();
        }
        return met;
    }

    /** A goal that is missed for certain; {@code null} when there is none. */
    @Nullable
    Goal missed() {
        for (int i = 0; i < goals.size(); i++) {
            if (counts.standings.get(i).missed()) {
                return goals.get(i);
            }
        }
        return null;
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        for (RequestCount count : waits) {
            count.passed(now);
        }
        if (scheduled.length > 0 && step.shape().prefills() > 0) {
            for (int i = 0; i < step.size(); i++) {
                if (step.prefills(i)) {
                    tell(scheduled, id(step, i), now);
                }
            }
        }
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        if (first.length == 0 && last.length == 0 && gaps.length == 0) {
            return;
        }
        for (int i = 0; i < step.size(); i++) {
            if (step.emits(i)) {
                token(id(step, i), now);
            }
        }
        if (result != StepResult.NONE_FINISHED) {
            finish(step, result, now);
        }
    }

    private void token(int id, long now) {
        if (tokenAt[id] == NEVER) {
            tell(first, id, now);
        } else {
            for (GapCount gap : gaps) {
                gap.count(id, now - tokenAt[id]);
            }
        }
        tokenAt[id] = now;
    }

    private void finish(Step step, StepResult result, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (result.finished(i) && step.emits(i)) {
                int id = id(step, i);
                tell(last, id, now);
                for (RequestCount count : waits) {
                    count.ended(log, id);
                }
            }
        }
    }

    private static void tell(RequestCount[] counts, int id, long now) {
        for (RequestCount count : counts) {
            count.came(id, now);
        }
    }

    private static int id(Step step, int i) {
        return (int) step.sequence(i).request().id();
    }
}
