package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.List;

/** Host memory is neither exceeded nor leaked, and holds all that is computed of those that wait to be restored. */
public final class SwapChecker implements ReplicaListener {
    private final long maxTokens;
    private long saved;

    public SwapChecker(KvConfig kv) {
        this.maxTokens = kv.swap() == null ? 0 : kv.swap().maxTokens();
    }

    /** Sequences saved so far. */
    public long saved() {
        return saved;
    }

    @Override
    public void saved(Replica replica, List<Request> requests, long now) {
        saved += requests.size();
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        Expect.that(
                step.shape().savedTokens() > 0 == !step.saved().isEmpty(),
                "%d tokens of %s are saved",
                step.shape().savedTokens(),
                step.saved());
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {}

    @Override
    public void settled(Replica replica, long now) {
        SchedulerState state = new SchedulerState(replica.scheduler());
        long sum = 0;
        for (Sequence s : state.active()) {
            sum += s.saved();
        }
        for (Sequence s : state.waiting()) {
            Expect.equal(s.saved(), s.computed(), "saved tokens of %s, which waits,", s);
        }
        Expect.equal(state.savedTokens(), sum, "tokens in host memory");
        Expect.between(sum, 0, maxTokens, "tokens in host memory");
    }
}
