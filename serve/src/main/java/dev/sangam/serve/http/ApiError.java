package dev.sangam.serve.http;

import dev.sangam.serve.engine.EngineException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request that gets no answer but an error, in OpenAI's shape. The message is for the client. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final String DROPPED_REASON = "x-sangam-dropped-reason";

    private final int status;
    private final String code;
    private final @Nullable String param;
    private final Map<String, String> headers;

    private ApiError(int status, String code, @Nullable String param, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.param = param;
        this.headers = headers;
    }

    static ApiError of(int status, String code, String message) {
        return new ApiError(status, code, null, message, Map.of());
    }

    /** 400 for a parameter of the body, or a header, that cannot be taken. */
    static ApiError parameter(String code, String param, String message) {
        return new ApiError(400, code, param, message, Map.of());
    }

    static ApiError invalid(String param, String message) {
        return parameter("invalid_value", param, message);
    }

    static ApiError methodNotAllowed(String method, String allowed) {
        return new ApiError(
                405,
                "method_not_allowed",
                null,
                "The method " + method + " is not allowed here; it must be " + allowed + ".",
                Map.of("Allow", allowed));
    }

    /** 429 or 503: to be tried again. */
    static ApiError dropped(int status, String reason, String message, int retryAfterSeconds) {
        return new ApiError(
                status,
                reason,
                null,
                message,
                Map.of("Retry-After", Integer.toString(retryAfterSeconds), DROPPED_REASON, reason));
    }

    static ApiError of(EngineException problem, int retryAfterSeconds) {
        String message = String.valueOf(problem.getMessage());
        return switch (problem.kind()) {
            case INVALID -> of(400, problem.code(), message);
            case OVERLOADED, UNAVAILABLE -> dropped(503, problem.code(), message, retryAfterSeconds);
            case INTERNAL -> of(500, problem.code(), message);
        };
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** {@code {"error": {message, type, param, code}}}. */
    ObjectNode body() {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", getMessage())
                .put("type", type())
                .put("param", param)
                .put("code", code);
        return body;
    }

    private String type() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }
}
