package dev.sangam.serve.process;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.StepReport;
import dev.sangam.serve.engine.Usage;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side: an engine that listens to commands and reports to the front. It ends when its input does, so it does
 * not outlive a front that was killed.
 */
public final class EngineWorker {
    /** Reports that may wait for the front. Past that the engine is held up: a token is never lost. */
    static final int CAPACITY = 8192;

    private static final int FAILED = 1;
    private static final int REFUSED = 2;
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final Inbox<Command> in;
    private final Outbox<Report> out;
    private final WorkerStart start;
    private volatile @Nullable Engine engine;
    private volatile int exitCode;
    private volatile boolean ended;

    private EngineWorker(InputStream in, OutputStream out, WorkerStart start) {
        this.in = new Inbox<>(in, Command.class);
        this.out = Outbox.start(out, Report.class, CAPACITY, this::tooLarge);
        this.start = start;
    }

    /** Is this process's only business, in a process that {@link EngineProcess} started: serves, then ends the JVM. */
    public static void main(WorkerStart start) {
        int code = FAILED;
        try (OutputStream reports = new FileOutputStream(WorkerProcess.REPORTS)) {
            code = run(System.in, reports, start);
        } catch (IOException e) {
            System.err.println(
                    WorkerProcess.REPORTS + " cannot be written; this process is started by sangam serve, not by hand");
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    /**
     * Serves until the commands end.
     *
     * @return exit code of the process: 0, or 2 when the engine refused what the user gave, or 1 when it failed
     */
    static int run(InputStream commands, OutputStream reports, WorkerStart start) {
        return new EngineWorker(commands, reports, start).run();
    }

    private int run() {
        try {
            for (List<Command> frame = in.read(); frame != null; frame = in.read()) {
                frame.forEach(this::obey);
            }
        } catch (IOException e) {
            System.err.println("commands cannot be read: " + e.getMessage());
            exitCode = FAILED;
        }
        ended = true;
        close();
        out.close();
        return exitCode;
    }

    /** An engine that cannot be closed, because its kernels hang, must not keep the process. */
    private void close() {
        Engine last = engine;
        if (last == null) {
            return;
        }
        Thread closing = Thread.ofPlatform().daemon().name("engine-close").start(last::close);
        try {
            closing.join(CLOSE_GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void obey(Command command) {
        switch (command) {
            case Command.Start(String configuration) ->
                Thread.ofPlatform().daemon().name("engine-start").start(() -> load(configuration));
            case Command.Generate(var request) -> {
                var listener = new RequestReports(request.id(), out);
                try {
                    ready().generate(request, listener);
                } catch (RuntimeException e) {
                    listener.failed(Report.Problem.of(e).exception());
                }
            }
            case Command.Cancel(long request) -> ready().cancel(request);
            case Command.Tokenize(long call, Prompt prompt) ->
                answer(call, () -> ready().tokenize(prompt), tokens -> new Report.Tokenized(call, tokens));
            case Command.Detokenize(long call, int[] tokens) ->
                answer(call, () -> ready().detokenize(tokens), text -> new Report.Detokenized(call, text));
            case Command.Embed(long call, List<Prompt> prompts) ->
                answer(call, () -> ready().embed(prompts), vectors -> new Report.Embedded(call, vectors));
        }
    }

    private Engine ready() {
        Engine current = engine;
        if (current == null) {
            throw new IllegalStateException("a command came before the engine was ready");
        }
        return current;
    }

    private <T> void answer(long call, Supplier<CompletionStage<T>> asked, Function<T, Report> report) {
        CompletionStage<T> stage;
        try {
            stage = asked.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((answer, failure) -> out.put(
                failure == null ? report.apply(answer) : new Report.CallFailed(call, Report.Problem.of(failure))));
    }

    private void load(String configuration) {
        try {
            Engine started = start.start(configuration, new EngineReports(out));
            engine = started;
            out.put(new Report.Ready(started.model()));
            while (!ended) {
                Thread.sleep(HEARTBEAT);
                if (out.isEmpty()) { // else there is news enough
                    out.add(new Report.Status(started.status()));
                }
            }
        } catch (InputException e) {
            refuse(
                    REFUSED,
                    new Report.Problem(EngineException.Kind.INVALID, "bad_input", String.valueOf(e.getMessage())));
        } catch (Throwable e) {
            e.printStackTrace();
            refuse(FAILED, Report.Problem.of(e));
        }
    }

    private void refuse(int code, Report.Problem problem) {
        exitCode = code;
        out.put(new Report.Refused(problem)); // the front then ends the commands
    }

    /** A report that fits in no frame becomes the failure of what it was about. */
    private Optional<Report> tooLarge(Report report) {
        var problem = new Report.Problem(
                EngineException.Kind.INTERNAL,
                "answer_too_large",
                "the answer is larger than the %d MiB that can be sent. Maybe ask for less at a time"
                        .formatted(Wire.MAX_FRAME_BYTES >> 20));
        return Optional.of(
                switch (report) {
                    case Report.Tokenized answer -> new Report.CallFailed(answer.call(), problem);
                    case Report.Detokenized answer -> new Report.CallFailed(answer.call(), problem);
                    case Report.Embedded answer -> new Report.CallFailed(answer.call(), problem);
                    case Report _ ->
                        throw new IllegalStateException("a report of a few bytes fits in no frame: " + report);
                });
    }

    /** Reports what becomes of a request. */
    private record RequestReports(long id, Outbox<Report> out) implements GenerationListener {
        @Override
        public void accepted(int promptTokens) {
            out.put(new Report.Accepted(id, promptTokens));
        }

        @Override
        public void relegated(boolean relegated) {
            out.put(new Report.Relegated(id, relegated));
        }

        @Override
        public void token(OutputToken token) {
            out.put(new Report.Token(id, token));
        }

        @Override
        public void finished(FinishReason reason, Usage usage) {
            out.put(new Report.Finished(id, reason, usage));
        }

        @Override
        public void failed(EngineException problem) {
            out.put(new Report.Failed(id, Report.Problem.of(problem)));
        }
    }

    /** Reports what the engine does. */
    private record EngineReports(Outbox<Report> out) implements EngineListener {
        @Override
        public void step(StepReport step) {
            out.put(new Report.Stepped(step));
        }

        @Override
        public void preempted(int requests) {
            out.put(new Report.Preempted(requests));
        }

        @Override
        public void state(EngineState state) {
            out.put(new Report.Changed(state));
        }
    }
}
