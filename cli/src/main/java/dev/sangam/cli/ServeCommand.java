package dev.sangam.cli;

import dev.sangam.files.server.ServerConfig;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.LocalEngine;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.StepReport;
import dev.sangam.serve.http.HttpApi;
import dev.sangam.serve.http.Telemetry;
import dev.sangam.serve.process.EngineProcess;
import dev.sangam.serve.process.EngineWorker;
import dev.sangam.serve.process.JavaCommand;
import dev.sangam.serve.process.Supervision;
import dev.sangam.serve.process.WorkerLaunch;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sangam serve}: a model behind an OpenAI-compatible API, under our scheduler. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves a GGUF model through an OpenAI-compatible API: chat, agents and batch from one pool.",
            "A page at / shows what is going on. SIGTERM and Ctrl-C let requests in flight finish first."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam serve                                    a small demo model",
            "  sangam serve --model llama-3.2-1b-q4_0.gguf     your own",
            "  sangam serve --model hf:owner/repo/file.gguf    one from Hugging Face",
            "  sangam serve pool.yaml --record events.jsonl    a deployment file; record what happens",
            "",
            "  curl http://127.0.0.1:8080/v1/chat/completions -H 'content-type: application/json' \\",
            "    -d '{\"messages\": [{\"role\": \"user\", \"content\": \"Tell me of the sea.\"}]}'",
            "",
            "Exit codes: 1 the engine could not be kept alive, 2 bad input, 130 and 143 stopped by a signal."
        })
final class ServeCommand implements Callable<Integer> {
    private static final String WORKER = "--engine-worker";
    private static final int ENGINE_FAILED = 1;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Option(
            names = "--in-process",
            description = "Run the kernels in the server's own process, where a fault in them ends both.")
    private boolean inProcess;

    @Option(names = WORKER, hidden = true)
    private boolean worker;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (worker) {
            EngineWorker.main((configuration, listener) ->
                    LocalEngine.start(options.read().engine(), listener));
        }
        ServeOptions.Read read = options.read();
        Telemetry telemetry = new Telemetry();
        Watch watch = new Watch(telemetry);
        try (Engine engine = inProcess ? LocalEngine.start(read.engine(), watch) : process(watch);
                HttpApi api = HttpApi.start(engine, telemetry, read.server())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(api, engine, read.server(), watch), "stop"));
            greet(engine.model(), read.server().host(), api.port());
            watch.down.await();
        }
        return ENGINE_FAILED;
    }

    /** The same command in a process of its own, with the kernels in place of the server. */
    private EngineProcess process(EngineListener listener) {
        List<String> arguments =
                new ArrayList<>(spec.commandLine().getParent().getParseResult().originalArgs());
        arguments.add(WORKER);
        List<String> command = JavaCommand.of(List.of(), Sangam.class.getName(), arguments.toArray(String[]::new));
        PrintWriter err = spec.commandLine().getErr();
        return EngineProcess.start(
                new WorkerLaunch(command, Map.of("GGML_NO_BACKTRACE", "1"), ""),
                Supervision.DEFAULT,
                listener,
                line -> say(err, line));
    }

    private void greet(ModelInfo model, String host, int port) {
        PrintWriter out = spec.commandLine().getOut();
        String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        out.printf("model     %s (%s), context %,d tokens%n", model.id(), model.description(), model.contextTokens());
        out.printf("serving   http://%s/v1, a page at http://%s/%n", address, address);
        out.flush();
    }

    /** What was accepted is finished, within the limit; then everything ends, the waiting main thread included. */
    private void stop(HttpApi api, Engine engine, ServerConfig server, Watch watch) {
        watch.stopping.set(true);
        PrintWriter err = spec.commandLine().getErr();
        say(err, "sangam: finishing what is in flight");
        int broken = api.drain(Duration.ofNanos(server.limits().drainNanos()))
                .toCompletableFuture()
                .join();
        if (broken > 0) {
            say(err, "sangam: " + broken + " requests did not finish in time and were broken off");
        }
        api.close();
        engine.close();
    }

    private static void say(PrintWriter err, String line) {
        err.println(line);
        err.flush();
    }

    /** Ends the server when its engine is gone for good. */
    private record Watch(Telemetry telemetry, CountDownLatch down, AtomicBoolean stopping) implements EngineListener {
        Watch(Telemetry telemetry) {
            this(telemetry, new CountDownLatch(1), new AtomicBoolean());
        }

        @Override
        public void step(StepReport step) {
            telemetry.step(step);
        }

        @Override
        public void preempted(int requests) {
            telemetry.preempted(requests);
        }

        @Override
        public void state(EngineState state) {
            if (state == EngineState.DOWN && !stopping.get()) {
                down.countDown();
            }
        }
    }
}
