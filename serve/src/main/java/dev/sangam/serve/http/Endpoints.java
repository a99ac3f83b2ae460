package dev.sangam.serve.http;

import dev.sangam.files.server.ServerConfig;
import dev.sangam.files.server.ServerLimits;
import dev.sangam.files.server.Tenant;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the endpoints with a JSON body do: read it on any thread, then run it on the event loop. */
final class Endpoints {
    /** An endpoint whose body is JSON. */
    interface JsonEndpoint<T> {
        /** Reads the body; on any thread. */
        T read(Exchange exchange, Fields body);

        /** Does what it says; on the event loop. */
        void run(Exchange exchange, T wanted);
    }

    /** Answers that are not streamed may take this part of the heap, as JSON; in the end they are there twice. */
    private static final int ANSWERS_SHARE = 8;

    private final Context loop;
    private final Engine engine;
    private final Readiness readiness;
    private final ServerConfig config;
    private final QosOnTheWire qos;
    private final Admission admission;
    private final InFlight inFlight;
    private final Generation.Surroundings around;
    private final AtomicLong ids = new AtomicLong();

    Endpoints(
            Context loop,
            Engine engine,
            Telemetry telemetry,
            Readiness readiness,
            ServerConfig config,
            Admission admission,
            InFlight inFlight) {
        this.loop = loop;
        this.engine = engine;
        this.readiness = readiness;
        this.config = config;
        this.qos = new QosOnTheWire(config);
        this.admission = admission;
        this.inFlight = inFlight;
        this.around = new Generation.Surroundings(
                loop,
                engine,
                admission,
                telemetry,
                new MemoryBudget(Runtime.getRuntime().maxMemory() / ANSWERS_SHARE),
                ids::incrementAndGet,
                config.limits().backlogBytes());
    }

    JsonEndpoint<Ask> chat() {
        return generating(Chat::read);
    }

    JsonEndpoint<Ask> completions() {
        return generating(Completion::read);
    }

    private interface AskReader {
        Ask read(Fields body, ModelInfo model, Qos qos, ServerLimits limits);
    }

    private JsonEndpoint<Ask> generating(AskReader reader) {
        return new JsonEndpoint<>() {
            @Override
            public Ask read(Exchange exchange, Fields body) {
                return reader.read(body, readiness.model(), decide(exchange, body), config.limits());
            }

            @Override
            public void run(Exchange exchange, Ask ask) {
                generate(exchange, ask);
            }
        };
    }

    JsonEndpoint<Embeddings.Wanted> embeddings() {
        return new JsonEndpoint<>() {
            @Override
            public Embeddings.Wanted read(Exchange exchange, Fields body) {
                return Embeddings.read(body, readiness.model(), decide(exchange, body));
            }

            @Override
            public void run(Exchange exchange, Embeddings.Wanted wanted) {
                embed(exchange, wanted);
            }
        };
    }

    JsonEndpoint<Prompt> tokenize() {
        return new JsonEndpoint<>() {
            @Override
            public Prompt read(Exchange exchange, Fields body) {
                return Tokens.readText(body, readiness.model());
            }

            @Override
            public void run(Exchange exchange, Prompt prompt) {
                ModelInfo model = readiness.ready();
                answer(
                        exchange,
                        held(exchange, () -> engine.tokenize(prompt)),
                        tokens -> exchange.jsonBeside(loop, () -> Tokens.answer(tokens, model)));
            }
        };
    }

    JsonEndpoint<int[]> detokenize() {
        return new JsonEndpoint<>() {
            @Override
            public int[] read(Exchange exchange, Fields body) {
                return Tokens.readTokens(body, readiness.model());
            }

            @Override
            public void run(Exchange exchange, int[] tokens) {
                readiness.ready();
                answer(
                        exchange,
                        held(exchange, () -> engine.detokenize(tokens)),
                        text -> exchange.jsonBeside(loop, () -> Json.object().put("prompt", text)));
            }
        };
    }

    private Qos decide(Exchange exchange, Fields body) {
        return qos.decide(exchange.headers(), body, exchange.caller().orElse(null));
    }

    private void check(Qos its, int requests) {
        admission.check(its.tenant(), its.qos().name(), requests);
    }

    private void generate(Exchange exchange, Ask ask) {
        ModelInfo model = readiness.ready();
        check(ask.qos(), ask.choices());
        if (ask.echo()) {
            answer(exchange, texts(ask.prompts()), echoes -> submit(exchange, ask, model, echoes));
        } else {
            submit(exchange, ask, model, List.of());
        }
    }

    private void submit(Exchange exchange, Ask ask, ModelInfo model, List<String> echoes) {
        check(ask.qos(), ask.choices());
        Generation generation = new Generation(around, exchange, ask, model, echoes);
        inFlight.failWith(exchange, generation::fail);
        generation.start();
    }

    private void embed(Exchange exchange, Embeddings.Wanted wanted) {
        ModelInfo model = readiness.ready();
        check(wanted.qos(), wanted.inputs().size());
        CompletionStage<List<int[]>> tokens = all(wanted.inputs(), engine::tokenize);
        CompletionStage<Embedded> embedded = tokens.thenCompose(lists -> {
            List<Prompt> prompts = new ArrayList<>();
            lists.forEach(each ->
                    prompts.add(new Prompt.Tokens(Arrays.stream(each).boxed().toList())));
            int total = lists.stream().mapToInt(each -> each.length).sum();
            return engine.embed(prompts).thenApply(vectors -> new Embedded(vectors, total));
        });
        hold(
                exchange,
                embedded,
                wanted.qos().tenant(),
                wanted.qos().qos().name(),
                wanted.inputs().size());
        answer(
                exchange,
                embedded,
                e -> exchange.jsonBeside(loop, () -> Embeddings.answer(wanted, model, e.vectors, e.tokens)));
    }

    /** Work that no class of service is asked for, in a place of its own. */
    private <T> CompletionStage<T> held(Exchange exchange, Supplier<CompletionStage<T>> work) {
        Tenant tenant = qos.tenant(exchange.headers(), exchange.caller().orElse(null));
        admission.check(tenant, Admission.NO_CLASS, 1);
        CompletionStage<T> begun = work.get();
        hold(exchange, begun, tenant, Admission.NO_CLASS, 1);
        return begun;
    }

    /** Takes places until the engine is done, which cannot cancel it, and the answer is sent. */
    private void hold(Exchange exchange, CompletionStage<?> work, Tenant tenant, String qosClass, int count) {
        List<Admission.Place> places = Stream.generate(() -> admission.enter(tenant, qosClass))
                .limit(count)
                .toList();
        work.whenComplete((result, problem) ->
                loop.runOnContext(none -> exchange.onDone(() -> places.forEach(Admission.Place::left))));
    }

    private record Embedded(List<float[]> vectors, int tokens) {}

    private CompletionStage<List<String>> texts(List<Prompt> prompts) {
        return all(prompts, prompt -> switch (prompt) {
            case Prompt.Text text -> CompletableFuture.completedFuture(text.text());
            case Prompt.Tokens tokens ->
                engine.detokenize(
                        tokens.ids().stream().mapToInt(Integer::intValue).toArray());
            case Prompt.Chat chat -> CompletableFuture.completedFuture("");
        });
    }

    private static <A, B> CompletionStage<List<B>> all(List<A> inputs, Function<A, CompletionStage<B>> each) {
        CompletionStage<List<B>> results = CompletableFuture.completedFuture(new ArrayList<>());
        for (A input : inputs) {
            results = results.thenCompose(list -> each.apply(input).thenApply(result -> {
                list.add(result);
                return list;
            }));
        }
        return results;
    }

    /** Goes on with an engine's answer on the event loop, if the client waits; its failure is the client's answer. */
    private <T> void answer(Exchange exchange, CompletionStage<T> stage, Consumer<T> then) {
        stage.whenComplete((result, problem) -> loop.runOnContext(none -> Answers.guard(exchange, () -> {
            if (exchange.isOver()) {
                return;
            }
            if (problem != null) {
                throw error(problem);
            }
            then.accept(result);
        })));
    }

    private RuntimeException error(@Nullable Throwable problem) {
        Throwable cause = problem instanceof CompletionException wrapped ? wrapped.getCause() : problem;
        return switch (cause) {
            case EngineException known -> ApiError.of(known, admission.retryAfterSeconds());
            case null, default -> new IllegalStateException("the engine failed", cause);
        };
    }
}
