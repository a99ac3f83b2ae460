package dev.sangam.serve.http;

import dev.sangam.files.server.Tenant;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request and the answer to it. Lives on the event loop. */
final class Exchange {
    private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final int PIECE_BYTES = 64 << 10;
    private static final long NOT_STALLED = Long.MAX_VALUE;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String id;
    private Runnable onGone = () -> {};
    private Runnable onDone = () -> {};
    private @Nullable Tenant caller;
    private boolean bodyRead;
    private boolean answered;
    private boolean over;
    private boolean closing;
    private long stalledSinceNanos = NOT_STALLED;

    Exchange(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
        String asked = request.getHeader("x-request-id");
        this.id = asked != null && SANE_ID.matcher(asked).matches() ? asked : newId("req_");
        response.putHeader("x-request-id", id);
        response.closeHandler(none -> over());
        response.exceptionHandler(problem -> over());
    }

    /** A name that no other has. */
    static String newId(String prefix) {
        byte[] random = new byte[12];
        ThreadLocalRandom.current().nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }

    String id() {
        return id;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    MultiMap headers() {
        return request.headers();
    }

    String path() {
        return Optional.ofNullable(request.path()).orElse("");
    }

    /** Whose key came with it; empty when no keys are asked for. */
    Optional<Tenant> caller() {
        return Optional.ofNullable(caller);
    }

    void caller(Tenant tenant) {
        caller = tenant;
    }

    /** The body, if any, is here. */
    void bodyRead() {
        bodyRead = true;
    }

    /** Whether there is more of the request that nobody waited for. */
    boolean bodyToCome() {
        String length = request.getHeader("Content-Length");
        boolean some = request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
        return some && !bodyRead && !request.isEnded();
    }

    /** What to do when the client is gone before the answer is complete. */
    void onGone(Runnable action) {
        onGone = action;
    }

    /** What else to do when it is over, one way or another; once, and at once if it is. */
    void onDone(Runnable action) {
        if (over) {
            action.run();
            return;
        }
        Runnable before = onDone;
        onDone = () -> {
            before.run();
            action.run();
        };
    }

    /** Whether nothing can be sent any more. */
    boolean isOver() {
        return over;
    }

    /** Whether the answer's head is decided. */
    boolean isAnswered() {
        return answered;
    }

    void json(int status, ObjectNode body) {
        send(status, "application/json", Json.buffer(body));
    }

    /** A large answer, put together beside the event loop. */
    void jsonBeside(Context loop, Supplier<ObjectNode> body) {
        loop.executeBlocking(() -> Json.buffer(body.get()), false)
                .onComplete(made -> Answers.guard(this, () -> {
                    if (made.cause() instanceof RuntimeException problem) {
                        throw problem;
                    }
                    send(200, "application/json", made.result());
                }));
    }

    void error(ApiError error) {
        error.headers().forEach(response::putHeader);
        json(error.status(), error.body());
    }

    /** The whole answer. */
    void send(int status, String contentType, Buffer body) {
        if (answered || over) {
            return;
        }
        answered = true;
        response.setStatusCode(status).putHeader("Content-Type", contentType);
        if (bodyToCome()) {
            response.putHeader("Connection", "close");
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (head || body.length() > PIECE_BYTES) {
            response.putHeader("Content-Length", Integer.toString(body.length()));
        }
        if (head) {
            ended(response.end());
        } else {
            sendFrom(0, body);
        }
    }

    /** Sends the rest of a body as the client takes it: written in one go, a large one would hold up all others. */
    private void sendFrom(int start, Buffer body) {
        int from = start;
        while (from + PIECE_BYTES < body.length()) {
            if (over) {
                return;
            }
            if (response.writeQueueFull()) {
                int rest = from;
                stalled(true);
                response.drainHandler(none -> {
                    stalled(false);
                    sendFrom(rest, body);
                });
                return;
            }
            response.write(body.slice(from, from + PIECE_BYTES));
            from += PIECE_BYTES;
        }
        if (!over) {
            ended(response.end(body.slice(from, body.length())));
        }
    }

    /** Begins an answer that is sent piece by piece. */
    EventStream stream(int backlogBytes, Runnable overflow) {
        answered = true;
        return new EventStream(this, backlogBytes, overflow);
    }

    /** Something could not be sent since now, for the client does not read; or all was sent. */
    void stalled(boolean stalled) {
        if (!stalled) {
            stalledSinceNanos = NOT_STALLED;
        } else if (stalledSinceNanos == NOT_STALLED) {
            stalledSinceNanos = System.nanoTime();
        }
    }

    /** How long the client has not read. */
    long stalledNanos() {
        return stalledSinceNanos == NOT_STALLED ? 0 : System.nanoTime() - stalledSinceNanos;
    }

    /** The last byte has been handed over; done when it is sent. */
    void ended(Future<Void> end) {
        stalled(true);
        end.onComplete(result -> {
            boolean first = !over;
            over = true;
            if (first) {
                onDone.run();
            }
            if (closing) {
                request.connection().close();
            }
        });
    }

    /** Cuts the connection, whatever of the answer is not sent. */
    void cut() {
        if (!over) {
            over();
            Connections.cut(request.connection());
        }
    }

    /** Closes the connection once the answer is sent. */
    void closeWhenSent() {
        closing = true;
        if (over) {
            request.connection().close();
        }
    }

    private void over() {
        if (!over) {
            over = true;
            onGone.run();
            onDone.run();
        }
    }
}
