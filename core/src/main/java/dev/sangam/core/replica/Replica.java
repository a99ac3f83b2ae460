package dev.sangam.core.replica;

import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Event;
import dev.sangam.core.scheduler.Scheduler;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.EventLoop;

/**
 * A scheduler and an executor joined on an event loop, the same class in the real engine and in the simulator. All methods
 * must be called on the loop.
 *
 * <p>Batches are formed after every task that is due at the same moment has run, so that requests that arrive together
 * are scheduled together.
 */
public final class Replica {
    private final int id;
    private final EventLoop loop;
    private final Scheduler scheduler;
    private final BatchExecutor executor;
    private final ReplicaListener listener;
    private final Runnable fill = this::fill;
    private final int stages;
    private final int depth;
    private final BatchExecutor.Completion completion = this::complete;
    private boolean fillPending;
    private int inFlight;

    public Replica(int id, EventLoop loop, Scheduler scheduler, BatchExecutor executor, ReplicaListener listener) {
        this.id = id;
        this.loop = loop;
        this.scheduler = scheduler;
        this.executor = executor;
        this.listener = listener;
        this.stages = executor.maxStepsInFlight();
        this.depth = stages + scheduler.lookahead();
    }

    /** Number of this replica within its cluster, from 0. */
    public int id() {
        return id;
    }

    /** Its scheduler, to look at. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Steps started and not completed. */
    public int inFlight() {
        return inFlight;
    }

    /** Share of the executor's pipeline that has a step to run. */
    public double busyShare() {
        return inFlight >= stages ? 1 : (double) inFlight / stages;
    }

    /** Takes a request. The caller has checked {@link Scheduler#refusal}. */
    public void submit(Request request) {
        listener.arrived(this, request, loop.now());
        handle(new Event.Arrived(request));
    }

    /** Drops a request, wherever it stands. */
    public void cancel(long requestId) {
        listener.cancelled(this, requestId, loop.now());
        handle(new Event.Cancelled(requestId));
    }

    private void complete(Step step, StepResult result) {
        inFlight--;
        listener.completed(this, step, result, loop.now());
        scheduler.handle(new Event.Completed(step, result), loop.now());
        fillSoon();
    }

    /** An event between steps: it is acted on at once when the executor idles, else with the next completion. */
    private void handle(Event event) {
        scheduler.handle(event, loop.now());
        if (inFlight < stages) {
            fillSoon();
        } else {
            listener.settled(this, loop.now());
        }
    }

    private void fillSoon() {
        if (!fillPending) {
            fillPending = true;
            loop.at(loop.now(), fill);
        }
    }

    /** Starts steps while the executor takes any and there is something to do. */
    private void fill() {
        fillPending = false;
        long now = loop.now();
        while (inFlight < depth) {
            Step step = scheduler.next(now);
            tellOfRequests(step, now);
            if (step.isEmpty()) {
                break;
            }
            inFlight++;
            listener.started(this, step, now);
            executor.start(step, completion);
        }
        listener.settled(this, now);
    }

    private void tellOfRequests(Step step, long now) {
        if (!step.relegated().isEmpty()) {
            listener.relegated(this, step.relegated(), now);
        }
        if (!step.reinstated().isEmpty()) {
            listener.reinstated(this, step.reinstated(), now);
        }
        if (!step.saved().isEmpty()) {
            listener.saved(this, step.saved(), now);
        }
        if (!step.preempted().isEmpty()) {
            listener.preempted(this, step.preempted(), now);
        }
    }
}
