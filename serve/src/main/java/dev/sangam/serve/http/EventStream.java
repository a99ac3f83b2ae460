package dev.sangam.serve.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one client. What a slow reader does not take is kept up to a bound; beyond it the stream is the
 * caller's to give up. Lives on the event loop.
 */
final class EventStream {
    private static final int MAX_QUEUE_BYTES = 64 << 10;

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final int backlogBytes;
    private final Runnable overflow;
    private @Nullable Buffer backlog;
    private boolean ending;

    EventStream(Exchange exchange, int backlogBytes, Runnable overflow) {
        this.exchange = exchange;
        this.response = exchange.response();
        this.backlogBytes = backlogBytes;
        this.overflow = overflow;
        response.setStatusCode(200)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
        response.setChunked(true);
        response.setWriteQueueMaxSize(Math.min(backlogBytes, MAX_QUEUE_BYTES));
        response.drainHandler(none -> drained());
    }

    /** Whether what is sent now need not be kept. */
    boolean writable() {
        return backlog == null && !response.writeQueueFull();
    }

    /** Sends whole events. */
    void send(Buffer events) {
        if (exchange.isOver() || ending) {
            return;
        }
        if (writable()) {
            response.write(events);
            exchange.stalled(response.writeQueueFull());
            return;
        }
        backlog = backlog == null ? Buffer.buffer() : backlog;
        backlog.appendBuffer(events);
        if (backlog.length() > backlogBytes) {
            overflow.run();
        }
    }

    /** Ends the answer when all is sent. */
    void end() {
        ending = true;
        if (backlog == null && !exchange.isOver()) {
            exchange.ended(response.end());
        }
    }

    /** Ends the answer when all is sent, and the connection with it. */
    void close() {
        end();
        exchange.closeWhenSent();
    }

    private void drained() {
        if (exchange.isOver()) {
            return;
        }
        exchange.stalled(false);
        Buffer kept = backlog;
        backlog = null;
        if (kept != null) {
            response.write(kept);
            exchange.stalled(response.writeQueueFull());
        }
        if (ending) {
            end();
        }
    }
}
