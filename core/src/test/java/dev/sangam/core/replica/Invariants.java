package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;

/** All checkers at once, for one replica; keeps what happened, for comparisons. */
public final class Invariants {
    private final TokenChecker tokens;
    private final List<String> history = new ArrayList<>();
    private final ReplicaListener listener;

    /**
     * @param outputTokens tokens that the request of an id must emit
     * @param reuse whether prefixes are cached
     */
    public Invariants(SchedulerConfig config, int stages, LongToIntFunction outputTokens, boolean reuse) {
        this.tokens = new TokenChecker(outputTokens, reuse);
        this.listener = ReplicaListener.all(
                new History(history),
                tokens,
                new KvChecker(),
                new BatchChecker(config, stages),
                config instanceof Niyama niyama
                        ? new UrgencyChecker(niyama.fairTenants())
                        : new AdmissionChecker(config),
                config instanceof Niyama niyama && niyama.relegation()
                        ? new StarvationChecker(niyama)
                        : ReplicaListener.NONE,
                new RelegationChecker());
    }

    /** The checkers, for the replica to tell. */
    public ReplicaListener listener() {
        return listener;
    }

    /** Cancels a request of the replica, which it must survive in whatever state the request is. */
    public void cancel(Replica replica, long id) {
        tokens.cancelled(id);
        replica.cancel(id);
    }

    /** To be called when nothing is left to run: nobody was forgotten, everything was given back. */
    public void checkEnd(Replica replica) {
        tokens.checkAllFinished();
        Expect.equal(replica.inFlight(), 0, "steps in flight at the end");
        Expect.equal(replica.scheduler().waiting(), 0, "requests waiting at the end");
        Expect.equal(replica.scheduler().running(), 0, "sequences running at the end");
        Expect.equal(replica.scheduler().kvBlocksUsed(), 0, "KV blocks held at the end");
    }

    /** A line per step, and who was preempted. */
    public List<String> history() {
        return history;
    }

    /** Tokens emitted so far for a request. */
    public int emitted(long id) {
        return tokens.emitted(id);
    }

    /** Whether the request got its last token. */
    public boolean finished(long id) {
        return tokens.finished(id);
    }

    /** Ids and tokens: {@code 0:1 1:1 2:510}. */
    public static String text(Step step) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < step.size(); i++) {
            text.append(i == 0 ? "" : " ")
                    .append(step.sequence(i).request().id())
                    .append(':')
                    .append(step.tokens(i));
        }
        return text.toString();
    }

    /** A line for each step that starts, and each change of requests. */
    private record History(List<String> lines) implements ReplicaListener {
        @Override
        public void relegated(Replica replica, List<Request> requests, long now) {
            add(now, "relegated", requests);
        }

        @Override
        public void reinstated(Replica replica, List<Request> requests, long now) {
            add(now, "reinstated", requests);
        }

        @Override
        public void saved(Replica replica, List<Request> requests, long now) {
            add(now, "saved", requests);
        }

        @Override
        public void preempted(Replica replica, List<Request> requests, long now) {
            add(now, "preempted", requests);
        }

        private void add(long now, String what, List<Request> requests) {
            lines.add(
                    now + " " + what + " " + requests.stream().map(Request::id).toList());
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            lines.add(now + " " + text(step));
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {}
    }
}
