package dev.sangam.serve.http;

import dev.sangam.core.InputException;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.files.server.ServerLimits;
import dev.sangam.serve.engine.Engine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The OpenAI-compatible HTTP server in front of an engine. All of its state lives on one event loop, which never waits;
 * large bodies are parsed beside it.
 */
public final class HttpApi implements AutoCloseable {
    /** Parsed on the event loop up to here: some hundred microseconds. */
    private static final int SMALL_BODY_BYTES = 64 << 10;

    private static final int PARSERS = 2;
    private static final long MAX_SWEEP_MILLIS = 1000;
    private static final long FLUSH_MILLIS = 2000;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final long CLOSE_SECONDS = 10;

    private final Vertx vertx;
    private final Context loop;
    private final ServerLimits limits;
    private final Readiness readiness;
    private final Telemetry telemetry;
    private final Connections connections;
    private final Origins origins;
    private final Models models = new Models();
    private final InFlight inFlight = new InFlight();
    private final Bodies bodies;
    private final LiveFeed live;
    private final Routes routes;
    private final HttpServer server;

    private HttpApi(Vertx vertx, Engine engine, Telemetry telemetry, ServerConfig config, ApiKeys keys) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.limits = config.limits();
        this.telemetry = telemetry;
        this.readiness = new Readiness(engine);
        this.connections = new Connections(limits);
        this.bodies = new Bodies(vertx, limits);
        this.live = new LiveFeed(engine, telemetry, readiness, config.classes().values());
        this.origins = new Origins(config);
        Admission admission = new Admission(config);
        Endpoints endpoints = new Endpoints(loop, engine, telemetry, readiness, config, admission, inFlight);
        this.routes = routes(new Routes(keys), endpoints);
        telemetry.metrics().watch(engine, readiness::knownModel, connections::count);
        this.server = vertx.createHttpServer(options(config));
    }

    /**
     * Starts to listen. The engine may still be loading: until it is ready, requests are told to come back.
     *
     * @param telemetry what the engine reports to
     * @throws InputException when the address cannot be bound, or a tenant's key cannot be found
     */
    public static HttpApi start(Engine engine, Telemetry telemetry, ServerConfig config) {
        return start(engine, telemetry, config, System.getenv());
    }

    static HttpApi start(Engine engine, Telemetry telemetry, ServerConfig config, Map<String, String> environment) {
        ApiKeys keys = new ApiKeys(config.tenants(), environment);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(PARSERS)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        HttpApi api = new HttpApi(vertx, engine, telemetry, config, keys);
        try {
            api.listen();
            return api;
        } catch (CompletionException e) {
            vertx.close();
            String reason = e.getCause() instanceof BindException ? "is in use or not ours to bind" : "cannot be bound";
            throw new InputException(
                    "server: " + config.host() + ":" + config.port() + " " + reason + " (" + e.getCause() + ")", e);
        }
    }

    private HttpServerOptions options(ServerConfig config) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false) // its detection would hide silent connections from their limit
                .setTcpKeepAlive(true)
                .setAcceptBacklog(1024);
    }

    private Routes routes(Routes to, Endpoints endpoints) {
        Pages pages = new Pages();
        return to.open("GET", "/health", this::health)
                .open("GET", "/health/ready", this::health)
                .open("GET", "/health/live", this::alive)
                .open("GET", "/metrics", this::metrics)
                .keyed("GET", "/v1/models", exchange -> exchange.json(200, models.list(readiness.model())))
                .keyed("GET", "/v1/live/events", live::handle)
                .keyed("POST", "/v1/chat/completions", json(endpoints.chat()))
                .keyed("POST", "/v1/completions", json(endpoints.completions()))
                .keyed("POST", "/v1/embeddings", json(endpoints.embeddings()))
                .keyed("POST", "/tokenize", json(endpoints.tokenize()))
                .keyed("POST", "/detokenize", json(endpoints.detokenize()))
                .under("/v1/models/", true, this::model)
                .under("/v1/", true, this::nothing)
                .under("/", false, pages::handle);
    }

    private void listen() {
        CompletableFuture<HttpServer> bound = new CompletableFuture<>();
        loop.runOnContext(none -> {
            server.requestHandler(this::handle).invalidRequestHandler(this::invalid);
            server.connectionHandler(connections::opened);
            server.listen().onSuccess(bound::complete).onFailure(bound::completeExceptionally);
            long shortest = Math.min(limits.idleNanos(), limits.writeNanos());
            long sweepMillis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(shortest) / 2, 1, MAX_SWEEP_MILLIS);
            vertx.setPeriodic(sweepMillis, timer -> connections.sweep());
            live.start(vertx);
        });
        bound.join();
    }

    /** Where it listens. */
    public int port() {
        return server.actualPort();
    }

    /** Connections open now. */
    int connections() {
        return connections.count();
    }

    /**
     * Stops to take requests, and waits for those in flight; what is not done in time gets an error. The server still
     * answers, with 503, until it is closed.
     *
     * @return done when nothing is in flight any more: how many requests were broken off
     */
    public CompletionStage<Integer> drain(Duration limit) {
        CompletableFuture<Integer> drained = new CompletableFuture<>();
        loop.runOnContext(none -> {
            readiness.drain();
            int[] broken = {0};
            inFlight.whenEmpty(() -> drained.complete(broken[0]));
            vertx.setTimer(Math.max(1, limit.toMillis()), timer -> {
                broken[0] = inFlight.size();
                inFlight.failAll(Readiness.draining(1));
                vertx.setTimer(FLUSH_MILLIS, late -> drained.complete(broken[0]));
            });
        });
        return drained;
    }

    /** Stops at once; what is in flight is cut off. */
    @Override
    public void close() {
        CompletableFuture<Void> viewersGone = new CompletableFuture<>();
        loop.runOnContext(none -> {
            live.close();
            viewersGone.complete(null);
        });
        viewersGone
                .thenCompose(none -> vertx.close().toCompletionStage())
                .exceptionally(problem -> null) // it is closed all the same
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request);
        connections.began(exchange);
        exchange.onDone(() -> {
            connections.ended(exchange);
            inFlight.ended(exchange);
            telemetry
                    .metrics()
                    .answers
                    .labelValues(
                            routes.name(exchange.path()),
                            exchange.isAnswered()
                                    ? Integer.toString(exchange.response().getStatusCode())
                                    : "gone")
                    .inc();
        });
        Answers.guard(exchange, () -> {
            if (!origins.handle(exchange)) {
                routes.handle(exchange);
            }
        });
        if (exchange.isAnswered() && exchange.bodyToCome()) {
            bodies.discardRest(exchange);
        }
    }

    /** What the HTTP decoder refuses. */
    private void invalid(HttpServerRequest request) {
        Exchange exchange = new Exchange(request);
        String cause = String.valueOf(request.decoderResult().cause());
        ApiError error = cause.contains("TooLongHttpLine")
                ? ApiError.of(414, "uri_too_long", "The address is longer than " + MAX_LINE_BYTES + " bytes.")
                : cause.contains("TooLongHttpHeader")
                        ? ApiError.of(
                                431,
                                "headers_too_large",
                                "The headers are larger than " + limits.headerBytes() + " bytes.")
                        : ApiError.of(400, "invalid_http", "This is not valid HTTP.");
        exchange.error(error);
        exchange.closeWhenSent();
    }

    private <T> Routes.Endpoint json(Endpoints.JsonEndpoint<T> endpoint) {
        return exchange -> {
            if (readiness.draining()) {
                exchange.response().putHeader("Connection", "close");
            }
            readiness.ready();
            inFlight.began(exchange);
            bodies.read(exchange, (body, release) -> read(exchange, endpoint, body, release));
        };
    }

    private <T> void read(Exchange exchange, Endpoints.JsonEndpoint<T> endpoint, byte[] body, Runnable release) {
        if (body.length <= SMALL_BODY_BYTES) {
            release.run();
            Answers.guard(exchange, () -> endpoint.run(exchange, endpoint.read(exchange, new Fields(Json.read(body)))));
            return;
        }
        vertx.executeBlocking(() -> endpoint.read(exchange, new Fields(Json.read(body))), false)
                .onComplete(result -> {
                    release.run();
                    if (!exchange.isOver()) {
                        Answers.guard(exchange, () -> {
                            if (result.cause() instanceof RuntimeException problem) {
                                throw problem;
                            }
                            endpoint.run(exchange, result.result());
                        });
                    }
                });
    }

    private void model(Exchange exchange) {
        String id = exchange.path().substring("/v1/models/".length());
        String known = URLEncoder.encode(readiness.model().id(), StandardCharsets.UTF_8);
        if (!id.equals(readiness.model().id()) && !id.equalsIgnoreCase(known)) {
            throw ApiError.of(404, "model_not_found", "The model '" + id + "' does not exist here.");
        }
        exchange.json(200, models.one(readiness.model()));
    }

    private void nothing(Exchange exchange) {
        throw ApiError.of(404, "not_found", "There is nothing at " + exchange.path() + ".");
    }

    private void health(Exchange exchange) {
        String word = readiness.word();
        exchange.json(word.equals("ready") ? 200 : 503, Json.object().put("status", word));
    }

    private void alive(Exchange exchange) {
        boolean alive = readiness.alive();
        exchange.json(alive ? 200 : 503, Json.object().put("status", alive ? "live" : "down"));
    }

    private void metrics(Exchange exchange) {
        Metrics.Page page = telemetry.metrics().page(exchange.request().getHeader("Accept"));
        exchange.send(200, page.contentType(), Buffer.buffer(page.text()));
    }
}
