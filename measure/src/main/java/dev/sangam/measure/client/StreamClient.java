package dev.sangam.measure.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Posts requests to an endpoint over plain sockets, blocking: each request belongs on a virtual thread. Closed, it lets go
 * of idle connections; requests under way are not touched.
 */
public final class StreamClient implements AutoCloseable {
    /** Common servers close a connection that was idle for five seconds. */
    private static final long MAX_IDLE_NANOS = 4_000_000_000L;

    private final Endpoint endpoint;
    private final ClientOptions options;
    private final Optional<TokenCounter> counter;
    private final String headers;
    private final Watchdog watchdog;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param counter counts tokens where the server does not; none for chunks */
    public StreamClient(Endpoint endpoint, ClientOptions options, Optional<TokenCounter> counter) {
        this.endpoint = endpoint;
        this.options = options;
        this.counter = counter;
        this.headers = headers(endpoint, options);
        this.watchdog = new Watchdog("watch " + endpoint);
    }

    /**
     * A request, to be sent later.
     *
     * @param path after the endpoint's address
     * @param keepText whether the text of the answer is wanted
     */
    public Call call(String path, byte[] body, boolean keepText, ChunkListener listener) {
        byte[] head = ("POST " + endpoint.address().getRawPath() + path + headers + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return new Call(this, request, new Answer(keepText, counter), listener);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ClientOptions options() {
        return options;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** The connection that was used last, if one is open and not too old. */
    @Nullable
    Connection takeIdle() {
        synchronized (idle) {
            for (Connection last = idle.pollLast(); last != null; last = idle.pollLast()) {
                if (last.idleNanos() <= MAX_IDLE_NANOS) {
                    return last;
                }
                last.close();
            }
            return null;
        }
    }

    /** Takes back a connection that a request needs no longer. */
    void giveBack(Connection connection, boolean reusable) {
        synchronized (idle) {
            if (reusable && options.reuse() && !closed) {
                connection.idle();
                idle.addLast(connection);
                for (Connection first = idle.getFirst(); first.idleNanos() > MAX_IDLE_NANOS; first = idle.getFirst()) {
                    idle.removeFirst().close();
                }
                return;
            }
        }
        connection.close();
    }

    private static String headers(Endpoint endpoint, ClientOptions options) {
        StringBuilder text = new StringBuilder(" HTTP/1.1\r\nHost: ")
                .append(endpoint.address().getRawAuthority())
                .append("\r\nAccept: text/event-stream, application/json\r\nContent-Type: application/json\r\n");
        if (!options.reuse()) {
            text.append("Connection: close\r\n");
        }
        if (endpoint.key() != null) {
            text.append("Authorization: Bearer ").append(endpoint.key()).append("\r\n");
        }
        endpoint.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-type") && !name.equalsIgnoreCase("accept")) {
                text.append(name).append(": ").append(value).append("\r\n");
            }
        });
        return text.append("Content-Length: ").toString();
    }

    @Override
    public void close() {
        watchdog.close();
        synchronized (idle) {
            closed = true;
            idle.forEach(Connection::close);
            idle.clear();
        }
    }
}
