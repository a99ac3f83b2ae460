package dev.sangam.measure.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * Answers on a loopback port by scripts, a virtual thread for each connection. {@code GET /log} gives what it did as JSON:
 * lines {@code [n, read, head, [output, ...]]}.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final ServerSocket listening;
    private final boolean secure;
    private final Function<Asked, Script> scripts;
    private final ConcurrentLinkedQueue<Served> log = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile long frozenUntil = System.nanoTime();

    /**
     * A request.
     *
     * @param order number of the request among those that came, from 0
     * @param head request line and headers
     * @param body JSON
     */
    public record Asked(int order, String head, String body) {
        /** A whole number in the body, found by its name; -1 when there is none. */
        public int number(String name) {
            int at = body.indexOf("\"" + name + "\":");
            if (at < 0) {
                return -1;
            }
            int value = 0;
            for (int i = at + name.length() + 3; i < body.length() && Character.isDigit(body.charAt(i)); i++) {
                value = value * 10 + body.charAt(i) - '0';
            }
            return value;
        }
    }

    private ScriptedServer(ServerSocket listening, boolean secure, Function<Asked, Script> scripts) {
        this.listening = listening;
        this.secure = secure;
        this.scripts = scripts;
        Thread.ofPlatform().daemon().name("scripted server").start(this::accept);
    }

    /** Serves over HTTP on a port, or on a free one for 0, until it is closed. */
    public static ScriptedServer start(int port, Function<Asked, Script> scripts) {
        return start(ServerSocketFactory.getDefault(), port, scripts, false);
    }

    /** Serves over TLS on a free port. */
    public static ScriptedServer startSecure(ServerSocketFactory tls, Function<Asked, Script> scripts) {
        return start(tls, 0, scripts, true);
    }

    private static ScriptedServer start(
            ServerSocketFactory factory, int port, Function<Asked, Script> scripts, boolean secure) {
        try {
            ServerSocket socket = factory.createServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            return new ScriptedServer(socket, secure, scripts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public String address() {
        return (secure ? "https://localhost:" : "http://127.0.0.1:") + listening.getLocalPort();
    }

    /** Does nothing from now on, for so long: neither reads nor writes; then goes on where it was. */
    public void freeze(long nanos) {
        frozenUntil = System.nanoTime() + nanos;
    }

    /** What it did, in the order in which answers ended. */
    public List<Served> log() {
        return List.copyOf(log);
    }

    /** Connections that were made. */
    public int connections() {
        return connections.get();
    }

    /** Nanoseconds of its freezing that are left. */
    long frozenNanos() {
        return Math.max(0, frozenUntil - System.nanoTime());
    }

    Function<Asked, Script> scripts() {
        return scripts;
    }

    void add(Served served) {
        log.add(served);
    }

    private void accept() {
        AtomicInteger order = new AtomicInteger();
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        new Talk(this, socket, order).run();
                    } catch (IOException e) {
                        // The client has gone, or the server is closing.
                    } finally {
                        open.remove(socket);
                    }
                });
            } catch (IOException e) {
                // A connection that was not made, or the end.
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
