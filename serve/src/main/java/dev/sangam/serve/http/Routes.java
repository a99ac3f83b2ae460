package dev.sangam.serve.http;

import dev.sangam.files.server.Tenant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which endpoint answers a method and a path, and whether it asks for a key. */
final class Routes {
    /** Answers a request, now or later; what it throws becomes the answer. */
    interface Endpoint {
        void handle(Exchange exchange);
    }

    private static final List<String> READING = List.of("GET", "HEAD");

    private record Route(boolean keyed, Endpoint endpoint) {}

    private final Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();
    private final Map<String, Route> byPrefix = new LinkedHashMap<>();
    private final ApiKeys keys;

    Routes(ApiKeys keys) {
        this.keys = keys;
    }

    /** An endpoint that everybody may ask. */
    Routes open(String method, String path, Endpoint endpoint) {
        byPath.computeIfAbsent(path, each -> new LinkedHashMap<>()).put(method, new Route(false, endpoint));
        return this;
    }

    /** An endpoint for those with a key, if keys are asked for at all. */
    Routes keyed(String method, String path, Endpoint endpoint) {
        byPath.computeIfAbsent(path, each -> new LinkedHashMap<>()).put(method, new Route(true, endpoint));
        return this;
    }

    /** What to {@code GET} under a prefix, where no exact path fits. */
    Routes under(String prefix, boolean keyed, Endpoint endpoint) {
        byPrefix.put(prefix, new Route(keyed, endpoint));
        return this;
    }

    /** The path that metrics count a request under: one that is known, or {@code other}. */
    String name(String path) {
        if (byPath.containsKey(path)) {
            return path;
        }
        return byPrefix.keySet().stream().filter(path::startsWith).findFirst().orElse("other");
    }

    void handle(Exchange exchange) {
        Route route = find(exchange.request().method().name(), exchange.path());
        if (route.keyed && keys.required()) {
            Optional<Tenant> tenant = keys.tenant(exchange.request().getHeader("Authorization"));
            exchange.caller(tenant.orElseThrow(() -> {
                exchange.response().putHeader("WWW-Authenticate", "Bearer");
                return ApiError.of(
                        401,
                        "invalid_api_key",
                        "The API key is missing or wrong. Maybe send 'Authorization: Bearer KEY'?");
            }));
        }
        route.endpoint.handle(exchange);
    }

    private Route find(String method, String path) {
        Map<String, Route> methods = byPath.get(path);
        if (methods == null) {
            Optional<Map.Entry<String, Route>> prefix = byPrefix.entrySet().stream()
                    .filter(each -> READING.contains(method) && path.startsWith(each.getKey()))
                    .findFirst();
            if (prefix.isEmpty()) {
                throw ApiError.of(404, "not_found", "There is nothing at " + shown(path) + ".");
            }
            methods = Map.of("GET", prefix.get().getValue());
        }
        Route route = methods.get(method.equals("HEAD") ? "GET" : method);
        if (route == null) {
            TreeSet<String> allowed = new TreeSet<>(methods.keySet());
            throw ApiError.methodNotAllowed(method, String.join(", ", allowed));
        }
        return route;
    }

    private static String shown(String path) {
        return path.length() > 100 ? path.substring(0, 100) + "..." : path;
    }
}
