package dev.sangam.serve.process;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineException.Kind;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.StepReport;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine in a process of its own, under a supervisor. When that process dies, requests that were given a token fail
 * with the code {@code engine_died}; the others are sent once more, to its successor. While there is none, requests are
 * refused as {@link Kind#UNAVAILABLE}.
 */
public final class EngineProcess implements Engine {
    private final Supervisor supervisor;
    private final InFlight inFlight;
    private final LiveStatus live;
    private final AtomicLong calls = new AtomicLong();

    /** Held to change the worker or to add to what is in flight: what a worker leaves behind is then complete. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable WorkerProcess worker;
    private Supplier<EngineException> unavailable = Problems::starting;
    private volatile @Nullable ModelInfo model;

    private EngineProcess(WorkerLaunch launch, Supervision patience, EngineListener listener, Consumer<String> log) {
        this.live = new LiveStatus(listener, log);
        this.inFlight = new InFlight(this::cancelInWorker, log);
        this.supervisor = new Supervisor(launch, patience, new Client(), log);
    }

    /**
     * Starts an engine and waits until it is ready.
     *
     * @param patience how long to wait for what
     * @param listener told what the engine does, over all its lives
     * @param log told, line by line, what the worker prints and why it died
     * @throws InputException when the worker refuses what the user gave
     * @throws EngineException when it does not get ready for another reason
     */
    public static EngineProcess start(
            WorkerLaunch launch, Supervision patience, EngineListener listener, Consumer<String> log) {
        EngineProcess engine = new EngineProcess(launch, patience, listener, log);
        try {
            engine.supervisor.start().join();
            return engine;
        } catch (CompletionException e) {
            engine.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public ModelInfo model() {
        return Objects.requireNonNull(model);
    }

    @Override
    public EngineStatus status() {
        return live.status(supervisor.restarts());
    }

    @Override
    public void generate(GenerationRequest request, GenerationListener listener) {
        EngineException problem = send(new Command.Generate(request), () -> inFlight.add(request, listener));
        if (problem != null) {
            supervisor.post(() -> listener.failed(problem));
        }
    }

    @Override
    public void cancel(long id) {
        if (inFlight.remove(id)) {
            cancelInWorker(id);
        }
    }

    @Override
    public CompletionStage<int[]> tokenize(Prompt prompt) {
        return call(number -> new Command.Tokenize(number, prompt));
    }

    @Override
    public CompletionStage<String> detokenize(int[] tokens) {
        return call(number -> new Command.Detokenize(number, tokens));
    }

    @Override
    public CompletionStage<List<float[]>> embed(List<Prompt> prompts) {
        return call(number -> new Command.Embed(number, prompts));
    }

    /** The worker's process; empty while there is none that takes requests. */
    OptionalLong pid() {
        lock.lock();
        try {
            return worker == null ? OptionalLong.empty() : OptionalLong.of(worker.pid());
        } finally {
            lock.unlock();
        }
    }

    /** Not to be called by a callback of this engine. */
    @Override
    public void close() {
        supervisor.post(() -> {
            leave(EngineState.DOWN, Problems::closed);
            inFlight.failAll(Problems.closed());
        });
        supervisor.close();
    }

    /** The answer to a command has the type that the caller of this method expects. */
    @SuppressWarnings("unchecked")
    private <T> CompletionStage<T> call(LongFunction<Command> command) {
        long number = calls.incrementAndGet();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        EngineException problem = send(command.apply(number), () -> inFlight.addCall(number, answer));
        if (problem != null) {
            supervisor.post(() -> answer.completeExceptionally(problem));
        }
        return answer.thenApply(value -> (T) value);
    }

    /** Hands a command to the worker, or says why not. */
    private @Nullable EngineException send(Command command, Runnable register) {
        lock.lock();
        try {
            if (worker == null) {
                return unavailable.get();
            }
            if (!worker.hasRoom()) {
                return Problems.full();
            }
            if (inFlight.isEmpty()) {
                supervisor.waitBegins();
            }
            register.run();
            worker.send(command);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void cancelInWorker(long request) {
        lock.lock();
        try {
            if (worker != null) {
                worker.send(new Command.Cancel(request));
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on there is no worker, so nothing is added to what is in flight. */
    private void leave(EngineState state, Supplier<EngineException> problem) {
        lock.lock();
        try {
            worker = null;
            unavailable = problem;
        } finally {
            lock.unlock();
        }
        live.changed(state);
    }

    /** What the supervisor tells. */
    private final class Client implements Supervisor.Client {
        @Override
        public void up(WorkerProcess started, ModelInfo served) {
            model = served;
            lock.lock();
            try {
                worker = started;
                inFlight.inOrder().forEach(request -> started.send(new Command.Generate(request)));
            } finally {
                lock.unlock();
            }
            live.changed(EngineState.READY);
        }

        @Override
        public void lost() {
            leave(EngineState.STARTING, Problems::starting);
            inFlight.workerDied(Problems.died());
        }

        @Override
        public void down(String reason) {
            leave(EngineState.DOWN, () -> Problems.down(reason));
            inFlight.failAll(Problems.down(reason));
        }

        @Override
        public void answer(Report.Answer answer) {
            inFlight.answer(answer);
        }

        @Override
        public void status(EngineStatus status) {
            live.heard(status);
        }

        @Override
        public void stepped(StepReport step) {
            live.stepped(step);
        }

        @Override
        public void preempted(int requests) {
            live.preempted(requests);
        }

        @Override
        public boolean waited() {
            return !inFlight.isEmpty();
        }

        @Override
        public void unsendable(Command command) {
            switch (command) {
                case Command.Generate asked -> inFlight.fail(asked.request().id(), Problems.tooLarge());
                case Command.Tokenize asked -> inFlight.failCall(asked.call(), Problems.tooLarge());
                case Command.Detokenize asked -> inFlight.failCall(asked.call(), Problems.tooLarge());
                case Command.Embed asked -> inFlight.failCall(asked.call(), Problems.tooLarge());
                case Command.Start _, Command.Cancel _ ->
                    throw new IllegalStateException("a command of a few bytes fits in no frame: " + command);
            }
        }
    }
}
