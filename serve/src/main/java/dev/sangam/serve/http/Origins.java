package dev.sangam.serve.http;

import dev.sangam.files.server.ServerConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which pages' scripts may call the server: its own, and those that the configuration names. A server on the loopback
 * address takes no other name than that for its own, so that no page can reach it under a name that was bound to it.
 */
final class Origins {
    private static final String ANY = "*";
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");
    private static final String HEADERS = "authorization, content-type, x-request-id, x-slo-ttft-ms, x-slo-tpot-ms, "
            + "x-slo-ttlt-ms, x-max-wait-ms, x-gateway-inference-fairness-id";

    private final List<String> allowed;
    private final boolean loopback;

    Origins(ServerConfig config) {
        this.allowed = config.corsOrigins();
        this.loopback = LOOPBACK.contains(config.host());
    }

    /** Refuses foreign origins, and says to those allowed that they are; true when that was all that was asked. */
    boolean handle(Exchange exchange) {
        String origin = exchange.request().getHeader("Origin");
        if (origin == null) {
            return false;
        }
        boolean listed = allowed.contains(origin) || allowed.contains(ANY);
        if (!listed && !own(origin, exchange.request().getHeader("Host"))) {
            throw ApiError.of(
                    403,
                    "origin_not_allowed",
                    "Pages of this origin may not call the server. Maybe add it to server.cors_origins?");
        }
        if (!listed) {
            return false;
        }
        HttpServerResponse response = exchange.response()
                .putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Vary", "Origin")
                .putHeader("Access-Control-Expose-Headers", "x-request-id, retry-after, " + ApiError.DROPPED_REASON);
        boolean preflight = exchange.request().method().equals(HttpMethod.OPTIONS)
                && exchange.request().getHeader("Access-Control-Request-Method") != null;
        if (preflight) {
            response.putHeader("Access-Control-Allow-Methods", "GET, POST")
                    .putHeader("Access-Control-Allow-Headers", HEADERS)
                    .putHeader("Access-Control-Max-Age", "600");
            exchange.send(204, "text/plain", Buffer.buffer());
        }
        return preflight;
    }

    private boolean own(String origin, @Nullable String host) {
        try {
            URI uri = new URI(origin);
            String name = uri.getHost();
            return name != null
                    && uri.getAuthority().equalsIgnoreCase(host)
                    && (!loopback || LOOPBACK.contains(name.toLowerCase(Locale.ROOT)));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
