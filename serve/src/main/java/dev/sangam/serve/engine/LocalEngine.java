package dev.sangam.serve.engine;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.SwapTimes;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.files.deployment.DeploymentKeys;
import dev.sangam.files.eventlog.EventLogHeader;
import dev.sangam.files.eventlog.EventLogWriter;
import dev.sangam.serve.engine.EngineException.Kind;
import dev.sangam.serve.grammar.TokenGrammar;
import dev.sangam.serve.sampling.TokenConstraint;
import dev.sangam.serve.text.JsonSchemaGrammar;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine in this process: the scheduler that the simulator runs, on an event loop in real time, over llama.cpp's
 * kernels.
 *
 * <p>Three kinds of threads: the loop has the scheduler and talks to clients, the kernels' thread has the context, and a
 * few turn prompts into tokens.
 */
public final class LocalEngine implements Engine {
    private static final int TEXT_THREADS = 2;
    private static final int TEXT_PATIENCE_SECONDS = 5;

    private final LoadedModel loaded;
    private final EngineListener listener;
    private final ThreadEventLoop loop;
    private final ThreadEventLoop kernels;
    private final ExecutorService text;
    private final LlamaExecutor executor;
    private final Replica replica;
    private final StepReporter reporter;
    private final @Nullable EventLogWriter log;
    /** Requests that have not reached the loop. */
    private final Set<Long> pending = ConcurrentHashMap.newKeySet();

    private volatile EngineState state = EngineState.READY;

    private LocalEngine(LoadedModel loaded, EngineOptions options, EngineListener listener) {
        this.loaded = loaded;
        this.listener = listener;
        this.loop = ThreadEventLoop.start("engine", this::fail);
        this.kernels = ThreadEventLoop.start("kernels", this::fail);
        this.text = Executors.newFixedThreadPool(
                TEXT_THREADS, Thread.ofPlatform().name("text-", 0).daemon().factory());
        this.executor = new LlamaExecutor(loop, kernels, loaded);
        this.reporter =
                new StepReporter(listener, options.batchTime(), loaded.kv().blocks());
        this.log = options.recording() == null ? null : open(options.recording(), options, loaded);
        BatchTimeModel batchTime = options.batchTime() == null
                ? null
                : SwapTimes.of(options.batchTime(), loaded.kv().swap());
        this.replica = new Replica(
                0,
                loop,
                new IterationScheduler(options.scheduler(), loaded.kv(), 1, batchTime),
                executor,
                ReplicaListener.all(
                        new Changes(), options.observer(), log == null ? ReplicaListener.NONE : log, reporter));
    }

    /** Loads the model; returns when it can be asked. */
    public static LocalEngine start(EngineOptions options, EngineListener listener) {
        LoadedModel loaded = LoadedModel.open(options);
        loaded.context().warmUp();
        LocalEngine engine = new LocalEngine(loaded, options, listener);
        listener.state(EngineState.READY);
        return engine;
    }

    private static EventLogWriter open(EngineOptions.Recording recording, EngineOptions options, LoadedModel loaded) {
        ModelInfo model = loaded.info();
        Map<String, Object> deployment = DeploymentKeys.of(options.scheduler(), loaded.kv(), 1);
        deployment.put("model", options.model().toAbsolutePath().toString());
        deployment.putAll(recording.deployment());
        EventLogHeader header = new EventLogHeader(
                UUID.randomUUID().toString(),
                0,
                Instant.now(),
                0,
                "sangam",
                model.id(),
                1,
                model.kvBlocks(),
                model.blockTokens(),
                recording.classes(),
                deployment);
        return EventLogWriter.open(recording.files(), header, System.err::println);
    }

    @Override
    public ModelInfo model() {
        return loaded.info();
    }

    @Override
    public EngineStatus status() {
        EngineStatus now = reporter.status();
        return state == now.state()
                ? now
                : new EngineStatus(
                        state,
                        now.waiting(),
                        now.running(),
                        now.kvBlocksUsed(),
                        now.kvBlocks(),
                        now.steps(),
                        0,
                        now.qos());
    }

    @Override
    public void generate(GenerationRequest asked, GenerationListener client) {
        long arrival = loop.now();
        pending.add(asked.id());
        try {
            text.execute(() -> {
                try {
                    Generation generation = prepare(asked, arrival, client);
                    onLoop(() -> submit(generation));
                } catch (RuntimeException e) {
                    onLoop(() -> refuse(asked.id(), client, asEngineException(e)));
                }
            });
        } catch (RejectedExecutionException e) {
            client.failed(shutDown());
        }
    }

    /** Everything that can be done before the loop is asked: tokens, limits, grammar. */
    private Generation prepare(GenerationRequest asked, long arrival, GenerationListener client) {
        if (loaded.embeds()) {
            throw invalid("no_generation", "the model gives embeddings and no text. Maybe use /v1/embeddings");
        }
        int[] prompt = loaded.prompts().tokenize(asked.prompt());
        int context = loaded.info().contextTokens();
        if (prompt.length == 0) {
            throw invalid("empty_prompt", "the prompt has no tokens; it must have at least one");
        }
        if (prompt.length + Math.max(1, asked.maxTokens()) > context) {
            throw invalid(
                    "context_length_exceeded",
                    "the prompt has " + prompt.length + " tokens and " + Math.max(1, asked.maxTokens())
                            + " are asked for, but the model's context is " + context + " tokens");
        }
        int maxTokens = asked.maxTokens() > 0 ? asked.maxTokens() : context - prompt.length;
        Request request = new Request(
                asked.id(),
                arrival,
                prompt.length,
                maxTokens,
                BlockHashes.ofTokens(prompt, loaded.kv().blockTokens()),
                asked.qos(),
                asked.priority(),
                asked.tenant());
        return new Generation(
                asked,
                request,
                prompt,
                loaded.model().vocabulary(),
                grammar(asked.format()),
                executor.buffers(),
                client);
    }

    private @Nullable TokenConstraint grammar(ResponseFormat format) {
        return switch (format) {
            case ResponseFormat.Text() -> null;
            case ResponseFormat.JsonObject() -> compile(JsonSchemaGrammar.JSON_OBJECT);
            case ResponseFormat.JsonSchema(String schema) -> compile(JsonSchemaGrammar.of(schema));
            case ResponseFormat.Grammar(String gbnf) -> compile(gbnf);
        };
    }

    private TokenConstraint compile(String gbnf) {
        return TokenGrammar.compile(loaded.model().vocabulary().tokenIndex(), gbnf, "root");
    }

    private void submit(Generation generation) {
        Request request = generation.request();
        if (!pending.remove(request.id())) {
            return; // cancelled meanwhile
        }
        Optional<String> refusal = replica.scheduler().refusal(request);
        if (state != EngineState.READY || refusal.isPresent()) {
            generation.listener.failed(refusal.map(why -> invalid("context_length_exceeded", "the request " + why))
                    .orElseGet(LocalEngine::shutDown));
            return;
        }
        EngineException tooLate = tooLate(request, generation.maxWaitNanos());
        if (tooLate != null) {
            generation.listener.failed(tooLate);
            return;
        }
        generation.listener.accepted(request.promptTokens());
        executor.add(generation);
        replica.submit(request);
    }

    /** Why a request is refused that may wait only so long; null when it is not, or when nobody knows. */
    private @Nullable EngineException tooLate(Request request, long maxWaitNanos) {
        if (maxWaitNanos == 0) {
            return null;
        }
        long now = loop.now();
        OptionalLong predicted = replica.scheduler().predictedWait(request, now);
        if (predicted.isEmpty() || predicted.getAsLong() <= maxWaitNanos - (now - request.arrival())) {
            return null;
        }
        return new EngineException(
                Kind.OVERLOADED,
                "predicted_wait",
                "the prompt would be computed %.0f ms after it came, by what waits now; it may be %.0f ms"
                        .formatted((now - request.arrival() + predicted.getAsLong()) * 1e-6, maxWaitNanos * 1e-6));
    }

    private void refuse(long id, GenerationListener client, EngineException problem) {
        if (pending.remove(id)) {
            client.failed(problem);
        }
    }

    @Override
    public void cancel(long id) {
        onLoop(() -> {
            Generation generation = executor.generation(id);
            if (generation == null) {
                pending.remove(id);
            } else {
                executor.cancel(generation);
                replica.cancel(id);
            }
        });
    }

    @Override
    public CompletionStage<int[]> tokenize(Prompt prompt) {
        return onText(() -> loaded.prompts().tokenize(prompt));
    }

    @Override
    public CompletionStage<String> detokenize(int[] tokens) {
        return onText(() -> loaded.prompts().detokenize(tokens));
    }

    @Override
    public CompletionStage<List<float[]>> embed(List<Prompt> prompts) {
        if (!loaded.embeds()) {
            return CompletableFuture.failedFuture(
                    invalid("no_embeddings", "the model gives no embeddings; it has no pooling"));
        }
        return onText(() -> prompts.stream().map(loaded.prompts()::tokenize).toList())
                .thenCompose(executor::embed);
    }

    private <T> CompletableFuture<T> onText(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            text.execute(() -> {
                try {
                    result.complete(work.get());
                } catch (RuntimeException e) {
                    result.completeExceptionally(asEngineException(e));
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(shutDown());
        }
        return result;
    }

    private void onLoop(Runnable task) {
        try {
            loop.at(loop.now(), task);
        } catch (RejectedExecutionException e) {
            // closed: every client has been told
        }
    }

    private static EngineException asEngineException(RuntimeException e) {
        return switch (e) {
            case EngineException known -> known;
            case InputException input -> invalid("invalid_request", String.valueOf(input.getMessage()));
            default -> new EngineException(Kind.INTERNAL, "internal_error", "the engine failed: " + e);
        };
    }

    private static EngineException invalid(String code, String message) {
        return new EngineException(Kind.INVALID, code, message);
    }

    private static EngineException shutDown() {
        return new EngineException(Kind.UNAVAILABLE, "engine_down", "the engine is shut down");
    }

    /** A task threw: the step that it belonged to will never end, so nothing can go on. */
    private void fail(Throwable problem) {
        if (state == EngineState.DOWN) {
            return;
        }
        state = EngineState.DOWN;
        onLoop(() ->
                executor.failAll(new EngineException(Kind.INTERNAL, "engine_failed", "the engine failed: " + problem)));
        listener.state(EngineState.DOWN);
    }

    @Override
    public void close() {
        state = EngineState.DOWN;
        text.shutdown();
        try {
            // What is on its way to the loop gets there, and is told that it is too late.
            text.awaitTermination(TEXT_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        onLoop(() -> executor.failAll(shutDown()));
        loaded.context().requestAbort();
        kernels.close();
        loop.close();
        if (log != null) {
            log.close();
        }
        loaded.close();
    }

    /** What becomes of requests between steps: those that are preempted give their slots back before the next one. */
    private final class Changes implements ReplicaListener {
        @Override
        public void saved(Replica replica, List<Request> requests, long now) {
            requests.forEach(request -> executor.save(request.id()));
        }

        @Override
        public void preempted(Replica replica, List<Request> requests, long now) {
            requests.forEach(request -> executor.preempt(request.id()));
            listener.preempted(requests.size());
        }

        @Override
        public void relegated(Replica replica, List<Request> requests, long now) {
            tell(requests, true);
        }

        @Override
        public void reinstated(Replica replica, List<Request> requests, long now) {
            tell(requests, false);
        }

        private void tell(List<Request> requests, boolean relegated) {
            for (Request request : requests) {
                Generation generation = executor.generation(request.id());
                if (generation != null && !generation.closed) {
                    generation.listener.relegated(relegated);
                }
            }
        }

        @Override
        public void started(Replica replica, Step step, long now) {}

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {}
    }
}
