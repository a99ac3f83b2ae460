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
public final class Invariants implements ReplicaListener {
    private final TokenChecker tokens;
    private final List<ReplicaListener> checkers;
    private final List<String> history = new ArrayList<>();

    /**
     * @param outputTokens tokens that the request of an id must emit
     * @param reuse whether prefixes are cached
     */
    public Invariants(SchedulerConfig config, int stages, LongToIntFunction outputTokens, boolean reuse) {
        this.tokens = new TokenChecker(outputTokens, reuse);
        this.checkers = List.of(
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

    @Override
    public void arrived(Replica replica, Request request, long now) {
        checkers.forEach(c -> c.arrived(replica, request, now));
    }

    @Override
    public void cancelled(Replica replica, long requestId, long now) {
        checkers.forEach(c -> c.cancelled(replica, requestId, now));
    }

    @Override
    public void relegated(Replica replica, List<Request> requests, long now) {
        history.add(now + " relegated " + requests.stream().map(Request::id).toList());
        checkers.forEach(c -> c.relegated(replica, requests, now));
    }

    @Override
    public void reinstated(Replica replica, List<Request> requests, long now) {
        history.add(now + " reinstated " + requests.stream().map(Request::id).toList());
        checkers.forEach(c -> c.reinstated(replica, requests, now));
    }

    @Override
    public void saved(Replica replica, List<Request> requests, long now) {
        history.add(now + " saved " + requests.stream().map(Request::id).toList());
        checkers.forEach(c -> c.saved(replica, requests, now));
    }

    @Override
    public void preempted(Replica replica, List<Request> requests, long now) {
        history.add(now + " preempted " + requests.stream().map(Request::id).toList());
        checkers.forEach(c -> c.preempted(replica, requests, now));
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        history.add(now + " " + text(step));
        checkers.forEach(c -> c.started(replica, step, now));
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        checkers.forEach(c -> c.completed(replica, step, result, now));
    }

    @Override
    public void settled(Replica replica, long now) {
        checkers.forEach(c -> c.settled(replica, now));
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
}
