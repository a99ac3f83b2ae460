package dev.sangam.serve.http;

import dev.sangam.files.server.ServerLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Reads bodies within bounds of size, of time, and of memory for all of them together. Lives on the event loop. */
final class Bodies {
    /** So many of the largest bodies may be in memory at a time. */
    private static final int LARGEST_AT_A_TIME = 16;
    /** Smaller ones always find room: the number of connections bounds them. */
    private static final int SMALL_BYTES = 64 << 10;
    /** What a client still sends after a refusal is read for so long, lest the reset overtake the answer. */
    private static final long LINGER_MILLIS = 2000;

    private final Vertx vertx;
    private final ServerLimits limits;
    private final MemoryBudget budget;

    Bodies(Vertx vertx, ServerLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.budget = new MemoryBudget((long) LARGEST_AT_A_TIME * limits.bodyBytes());
    }

    /**
     * Tells the whole body; answers by itself when it is not JSON by its header, too large or too slow.
     *
     * @param whole is told the body, and what to run once it is needed no more
     */
    void read(Exchange exchange, BiConsumer<byte[], Runnable> whole) {
        checkType(exchange);
        HttpServerRequest request = exchange.request();
        String length = request.getHeader("Content-Length");
        if (length != null && (!length.matches("[0-9]{1,18}") || Long.parseLong(length) > limits.bodyBytes())) {
            throw tooLarge();
        }
        Body body = new Body(exchange, whole);
        exchange.onGone(body::free);
        request.handler(body::add);
        request.endHandler(none -> body.ended());
        request.resume();
    }

    private static void checkType(Exchange exchange) {
        String type = exchange.request().getHeader("Content-Type");
        String plain = type == null
                ? ""
                : type.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
        if (!plain.equals("application/json") && !plain.equals("application/json;charset=utf-8")) {
            throw ApiError.of(
                    415,
                    "unsupported_media_type",
                    "The Content-Type is " + (type == null ? "missing" : "'" + type + "'")
                            + "; it must be application/json.");
        }
        String encoding = exchange.request().getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ApiError.of(
                    415, "unsupported_media_type", "The Content-Encoding is '" + encoding + "'; it must be absent.");
        }
    }

    private ApiError tooLarge() {
        return ApiError.of(
                413, "body_too_large", "The body is too large; it must be <= " + limits.bodyBytes() + " bytes.");
    }

    /** Reads on and forgets, after an answer that did not wait for the body. */
    void discardRest(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        request.handler(data -> {});
        long timer = vertx.setTimer(LINGER_MILLIS, late -> exchange.closeWhenSent());
        request.endHandler(none -> {
            vertx.cancelTimer(timer);
            exchange.closeWhenSent();
        });
        request.resume();
    }

    private final class Body {
        private final Exchange exchange;
        private final BiConsumer<byte[], Runnable> whole;
        private Buffer data = Buffer.buffer();
        private long held;
        private final long timer;
        private boolean over;

        Body(Exchange exchange, BiConsumer<byte[], Runnable> whole) {
            this.exchange = exchange;
            this.whole = whole;
            this.timer = vertx.setTimer(
                    Math.max(1, TimeUnit.NANOSECONDS.toMillis(limits.bodyNanos())),
                    id -> fail(ApiError.of(408, "body_timeout", "The body did not come in time.")));
        }

        void add(Buffer chunk) {
            if (over) {
                return;
            }
            int length = data.length() + chunk.length();
            long more = length <= SMALL_BYTES ? 0 : length - held;
            if (length > limits.bodyBytes()) {
                fail(tooLarge());
            } else if (!budget.take(more)) {
                fail(ApiError.dropped(503, "bodies_full", "Too many large bodies are being read. Try again.", 1));
            } else {
                held += more;
                data.appendBuffer(chunk);
            }
        }

        void ended() {
            exchange.bodyRead();
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                byte[] bytes = data.getBytes();
                data = Buffer.buffer();
                whole.accept(bytes, () -> budget.give(held));
            }
        }

        void free() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                budget.give(held);
            }
        }

        private void fail(ApiError error) {
            free();
            exchange.error(error);
            discardRest(exchange);
        }
    }
}
