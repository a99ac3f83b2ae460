package dev.sangam.serve.process;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.StepReport;
import dev.sangam.serve.engine.ThreadEventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a worker alive: starts it, watches it, starts it again. One loop owns the state. */
final class Supervisor implements WorkerProcess.Front {
    /** What there is to supervise for. */
    interface Client {
        /** A worker takes commands. On the loop. */
        void up(WorkerProcess worker, ModelInfo model);

        /** The worker died, and another one will be started. On the loop. */
        void lost();

        /** There will be no other worker. On the loop. */
        void down(String reason);

        /** On a thread of the worker, before {@link #lost}. */
        void answer(Report.Answer answer);

        /** What the engine does as a whole; on the same thread. */
        void status(EngineStatus status);

        /** On the same thread. */
        void stepped(StepReport step);

        /** On the same thread. */
        void preempted(int requests);

        /** A command that is too large to be sent. */
        void unsendable(Command command);

        /** Whether somebody waits for an answer. */
        boolean waited();
    }

    /** Exit code of a command whose user gave it something wrong. */
    private static final int BAD_INPUT = 2;

    private static final long LONGEST_WATCH_NANOS = 1_000_000_000L;

    private final WorkerLaunch launch;
    private final Supervision patience;
    private final Client client;
    private final Consumer<String> log;
    private final RestartPolicy policy;
    private final ThreadEventLoop loop;
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final AtomicInteger restarts = new AtomicInteger();

    private @Nullable WorkerProcess worker;
    private boolean ready;
    private boolean closed;
    private long startedAt;
    private long readyAt;
    private Report.@Nullable Problem refusal;
    private long steps;
    private volatile boolean served;
    private volatile long progressAt;

    Supervisor(WorkerLaunch launch, Supervision patience, Client client, Consumer<String> log) {
        this.launch = launch;
        this.patience = patience;
        this.client = client;
        this.log = log;
        this.policy = new RestartPolicy(patience.backoff());
        this.loop = ThreadEventLoop.start("engine-supervisor", e -> log.accept("engine supervisor: " + e));
    }

    /** Starts the first worker; done when it is ready, failed when it did not get so far. */
    CompletableFuture<Void> start() {
        post(() -> {
            launch();
            watch();
        });
        return firstStart;
    }

    int restarts() {
        return restarts.get();
    }

    /** Somebody waits from now on: the time in which nobody did was no stall. */
    void waitBegins() {
        progressAt = loop.now();
    }

    /** Runs a task on the loop, or here when there is no loop any more. */
    void post(Runnable task) {
        try {
            loop.at(loop.now(), task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Ends the worker. Returns when it has ended. */
    void close() {
        CompletableFuture<@Nullable WorkerProcess> last = new CompletableFuture<>();
        post(() -> {
            closed = true;
            last.complete(worker);
        });
        WorkerProcess current = last.join();
        if (current != null) {
            current.stop();
            if (!current.ends(patience.closeGrace())) {
                current.kill("it did not stop when asked to");
                current.ends(patience.closeGrace());
            }
        }
        loop.close();
    }

    @Override
    public void reports(WorkerProcess from, List<Report> reports) {
        for (Report report : reports) {
            switch (report) {
                case Report.Ready(ModelInfo model) -> post(() -> up(from, model));
                case Report.Refused(Report.Problem problem) ->
                    post(() -> {
                        refusal = problem;
                        from.stop();
                    });
                case Report.Changed(EngineState state) -> {
                    if (state == EngineState.DOWN) {
                        from.kill("its engine gave up");
                    }
                }
                case Report.Status(EngineStatus status) -> {
                    if (status.steps() != steps) {
                        progressed(status.steps());
                    }
                    client.status(status);
                }
                case Report.Stepped(StepReport step) -> {
                    progressed(step.number() + 1);
                    client.stepped(step);
                }
                case Report.Preempted(int requests) -> client.preempted(requests);
                case Report.Answer answer -> {
                    served |= !(answer instanceof Report.Accepted);
                    progressed(steps);
                    client.answer(answer);
                }
            }
        }
    }

    private void progressed(long toSteps) {
        steps = toSteps;
        progressAt = loop.now();
    }

    @Override
    public void died(WorkerProcess from, WorkerProcess.Death death) {
        post(() -> buried(death));
    }

    @Override
    public void unsendable(Command command) {
        client.unsendable(command);
    }

    private void launch() {
        if (closed) {
            return;
        }
        ready = false;
        served = false;
        refusal = null;
        steps = 0;
        startedAt = loop.now();
        try {
            worker = WorkerProcess.start(launch, this, log);
        } catch (IOException e) {
            buried(new WorkerProcess.Death(0, "it cannot be started: " + e.getMessage(), ""));
        }
    }

    private void relaunch() {
        if (!closed) {
            restarts.incrementAndGet();
            launch();
        }
    }

    private void up(WorkerProcess from, ModelInfo model) {
        if (worker == from && !closed) {
            ready = true;
            readyAt = loop.now();
            progressAt = readyAt;
            client.up(from, model);
            firstStart.complete(null);
        }
    }

    private void buried(WorkerProcess.Death death) {
        worker = null;
        if (closed) {
            firstStart.completeExceptionally(Problems.closed());
            return;
        }
        String reason = refusal == null ? death.toString() : refusal.message();
        if (!firstStart.isDone()) {
            closed = true;
            firstStart.completeExceptionally(startFailure(death, reason));
            return;
        }
        log.accept("engine: died: " + reason);
        OptionalLong wait = policy.died(ready ? loop.now() - readyAt : 0, served);
        if (wait.isEmpty()) {
            client.down(reason);
        } else {
            client.lost();
            loop.at(loop.now() + wait.getAsLong(), this::relaunch);
        }
    }

    private RuntimeException startFailure(WorkerProcess.Death death, String reason) {
        if (refusal != null && refusal.kind() == EngineException.Kind.INVALID) {
            return new InputException(refusal.message());
        }
        if (refusal == null
                && death.exitCode() == BAD_INPUT
                && !death.lastLine().isEmpty()) {
            return new InputException(death.lastLine());
        }
        return new EngineException(
                EngineException.Kind.UNAVAILABLE, "engine_start_failed", "the engine did not start: " + reason);
    }

    /** Looks again and again whether the worker hangs. */
    private void watch() {
        if (closed) {
            return;
        }
        WorkerProcess current = worker;
        long now = loop.now();
        if (current != null && !ready && now - startedAt > patience.start().toNanos()) {
            current.kill("it was not ready after " + text(patience.start()));
        } else if (current != null && ready && client.waited()) {
            if (current.silentNanos() > patience.silence().toNanos()) {
                current.kill("it gave no sign of life for " + text(patience.silence()));
            } else if (current.silentNanos() > 0
                    && now - progressAt > patience.stall().toNanos()) {
                current.kill("it ran no step for " + text(patience.stall()) + " while requests waited");
            }
        }
        long next = Math.min(patience.silence().toNanos() / 4, LONGEST_WATCH_NANOS);
        loop.at(now + next, this::watch);
    }

    private static String text(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
