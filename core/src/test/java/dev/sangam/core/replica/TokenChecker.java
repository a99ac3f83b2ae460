package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;

/**
 * No token is lost or computed or emitted twice: the positions of a sequence are contiguous, it is in one step at a time
 * (in two where the scheduler looks ahead),
 * it starts again with all it has emitted, it emits its output and nothing after it ended or was cancelled.
 */
public final class TokenChecker implements ReplicaListener {
    private final LongToIntFunction outputTokens;
    private final boolean reuse;
    private final Map<Long, Progress> progress = new HashMap<>();

    private static final class Progress {
        int position;
        int emitted;
        int preemptions;
        boolean fresh = true;
        boolean saved;
        /** For each of its steps in flight, whether that emits a token. */
        final ArrayDeque<Boolean> inFlight = new ArrayDeque<>();

        boolean cancelled;
        boolean finished;
    }

    /**
     * @param outputTokens tokens that the request of an id must emit
     * @param reuse whether a sequence may find its first blocks computed already
     */
    public TokenChecker(LongToIntFunction outputTokens, boolean reuse) {
        this.outputTokens = outputTokens;
        this.reuse = reuse;
    }

    /** To be called just before the request is cancelled. */
    public void cancelled(long id) {
        Progress p = progress.get(id);
        if (p != null && !p.finished) {
            p.cancelled = true;
        }
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        Expect.that(progress.put(request.id(), new Progress()) == null, "request %d arrived twice", request.id());
    }

    @Override
    public void saved(Replica replica, List<Request> requests, long now) {
        requests.forEach(request -> of(request).saved = true);
    }

    @Override
    public void preempted(Replica replica, List<Request> requests, long now) {
        for (Request request : requests) {
            Progress p = of(request);
            Expect.between(
                    p.inFlight.size(), 0, replica.scheduler().lookahead(), "steps in flight of a preempted request");
            Expect.that(!p.cancelled && !p.finished && !p.fresh, "request %d holds nothing to take", request.id());
            p.preemptions++;
            p.fresh = !p.saved;
        }
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        for (int i = 0; i < step.size(); i++) {
            Progress p = of(step.sequence(i).request());
            Expect.equal(step.restored(i), p.saved ? step.context(i) : 0, "tokens restored of %s", step.sequence(i));
            p.saved = false;
            start(step.sequence(i), step.context(i), step.tokens(i), replica);
        }
    }

    private void start(Sequence s, int context, int tokens, Replica replica) {
        Progress p = of(s.request());
        Expect.between(p.inFlight.size(), 0, replica.scheduler().lookahead(), "other steps with " + s);
        Expect.that(!p.cancelled && !p.finished, "%s has ended", s);
        Expect.equal(s.preemptions(), p.preemptions, "preemptions of %s", s);
        Expect.equal(s.emitted(), p.emitted, "tokens emitted of %s", s);
        int known = s.request().promptTokens()
                + p.emitted
                + (int) p.inFlight.stream().filter(e -> e).count();
        if (p.fresh) {
            Expect.equal(s.target(), known, "what %s computes", s);
            int block = new SchedulerState(replica.scheduler()).kv().blockTokens();
            Expect.between(context, 0, reuse ? known - 1 : 0, "what %s found", s);
            Expect.equal(context % block, 0, "part of a block that %s found", s);
            p.fresh = false;
        } else {
            Expect.equal(context, p.position, "where %s goes on", s);
        }
        Expect.between(tokens, 1, Math.max(1, s.target() - context), "tokens of %s", s);
        p.position = context + tokens;
        Expect.between(p.position, 1, known, "where %s ends", s);
        p.inFlight.addLast(p.position == known);
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        for (int i = 0; i < step.size(); i++) {
            Sequence s = step.sequence(i);
            Progress p = of(s.request());
            boolean whole = p.inFlight.removeFirst();
            boolean ended = p.cancelled || p.finished;
            Expect.that(step.emits(i) == (whole && !ended), "%s emits a token: %s", s, step.emits(i));
            if (step.emits(i)) {
                p.emitted++;
                p.finished = result.finished(i);
                boolean last = p.emitted == outputTokens.applyAsInt(s.request().id());
                Expect.that(p.finished == last, "%s emitted token %d, its last: %s", s, p.emitted, last);
            }
        }
    }

    /** To be called when nothing is left to run. */
    public void checkAllFinished() {
        progress.forEach((id, p) -> {
            Expect.that(p.finished || p.cancelled, "request %d never finished", id);
            Expect.that(p.inFlight.isEmpty(), "request %d is in flight at the end", id);
        });
    }

    /** Tokens emitted so far for a request. */
    public int emitted(long id) {
        Progress p = progress.get(id);
        return p == null ? 0 : p.emitted;
    }

    /** Whether the request got its last token. */
    public boolean finished(long id) {
        Progress p = progress.get(id);
        return p != null && p.finished;
    }

    private Progress of(Request request) {
        Progress p = progress.get(request.id());
        if (p == null) {
            throw new AssertionError("request " + request.id() + " has not arrived");
        }
        return p;
    }
}
