package dev.sangam.serve.http;

import dev.sangam.files.server.ServerLimits;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Open connections: so many at a time, none idle for long, none whose client does not read. A head that trickles in counts
 * as idleness. Lives on the event loop.
 */
final class Connections {
    private static final class Connection {
        private final Set<Exchange> exchanges = new HashSet<>();
        private long idleSince = System.nanoTime();
    }

    private final ServerLimits limits;
    private final IdentityHashMap<HttpConnection, Connection> open = new IdentityHashMap<>();
    private volatile int count;

    Connections(ServerLimits limits) {
        this.limits = limits;
    }

    /** A client has connected. */
    void opened(HttpConnection connection) {
        if (open.size() >= limits.connections()) {
            connection.close();
            return;
        }
        open.put(connection, new Connection());
        count = open.size();
        connection.closeHandler(none -> {
            open.remove(connection);
            count = open.size();
        });
    }

    /** A request has come. */
    void began(Exchange exchange) {
        Connection its = open.get(exchange.request().connection());
        if (its != null) {
            its.exchanges.add(exchange);
        }
    }

    /** An answer was sent, or cannot be. */
    void ended(Exchange exchange) {
        Connection its = open.get(exchange.request().connection());
        if (its != null && its.exchanges.remove(exchange)) {
            its.idleSince = System.nanoTime();
        }
    }

    /** Closes what idles and cuts what does not read; to be run every second or so. */
    void sweep() {
        long now = System.nanoTime();
        List<HttpConnection> idle = new ArrayList<>();
        List<Exchange> stalled = new ArrayList<>();
        open.forEach((connection, its) -> {
            if (its.exchanges.isEmpty() && now - its.idleSince > limits.idleNanos()) {
                idle.add(connection);
            }
            its.exchanges.stream()
                    .filter(each -> each.stalledNanos() > limits.writeNanos())
                    .forEach(stalled::add);
        });
        idle.forEach(Connections::cut);
        stalled.forEach(Exchange::cut);
    }

    /** Closes a connection at once. Vert.x would wait until all is sent: for ever, where the client does not read. */
    static void cut(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        channel.unsafe().close(channel.voidPromise());
    }

    /** How many there are. From any thread. */
    int count() {
        return count;
    }
}
