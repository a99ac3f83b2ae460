package dev.sangam.measure.endpoint;

import dev.sangam.core.InputException;
import dev.sangam.measure.client.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The few calls that are made before a run, for what the endpoint is and how it counts tokens; several threads may make
 * them. The load itself has a client of its own.
 */
public final class EndpointCalls implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final long MAX_ANSWER_BYTES = 64L << 20;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    /** A prompt on a slow machine takes its time. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(5);

    private final Endpoint endpoint;
    private final HttpClient client;

    /** Calls of one endpoint. */
    public EndpointCalls(Endpoint endpoint) {
        this.endpoint = endpoint;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
        if (endpoint.trust() != null) {
            builder.sslContext(endpoint.trust());
        }
        this.client = builder.build();
    }

    /** Whom they are made to. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Address of a path such as {@code /v1/models}. */
    public URI at(String path) {
        return URI.create(endpoint.address() + path);
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param server the header {@code Server}, empty when there is none
     * @param body its JSON; a missing node when it is none
     */
    public record Answer(int status, String server, JsonNode body) {
        /** Whether the status says that all went well. */
        public boolean ok() {
            return status == 200;
        }

        /** What the server says is wrong, in one line; empty when it says nothing. */
        public String complaint() {
            JsonNode error = body.path("error");
            JsonNode text = error.isObject() ? error.path("message") : error.isString() ? error : body.path("message");
            return text.isString() ? text.stringValue().replaceAll("\\s+", " ").strip() : "";
        }
    }

    /** {@code GET path}. */
    public Answer get(String path) {
        return call(request(path).GET().build());
    }

    /** {@code POST path} with a JSON body. */
    public Answer post(String path, JsonNode body) {
        return post(path, MAPPER.writeValueAsBytes(body));
    }

    /** {@code POST path} with the bytes of a JSON body. */
    public Answer post(String path, byte[] body) {
        return call(request(path)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    /** What is wrong with an answer, naming the address, and with advice. */
    public InputException refusal(String path, Answer answer) {
        String complaint = endpoint.withoutKey(answer.complaint());
        String said = "answered " + answer.status() + (complaint.isEmpty() ? "" : " (" + complaint + ")");
        String advice = switch (answer.status()) {
            case 401, 403 ->
                endpoint.key() != null
                        ? ". Maybe the API key is another endpoint's, or no longer valid"
                        : ". Maybe give an API key, from an environment variable or a file";
            case 404, 405 -> ". Maybe the address is not that of an OpenAI-compatible API, or misses a part";
            case 429 -> ". Maybe somebody else uses it up; try again later";
            case 503 -> ". Maybe it is still loading its model";
            default -> "";
        };
        return new InputException(at(path) + ": " + said + advice);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at(path)).timeout(ANSWER_LIMIT).header("accept", "application/json");
        endpoint.headers().forEach(request::setHeader);
        if (endpoint.key() != null) {
            request.setHeader("authorization", "Bearer " + endpoint.key());
        }
        return request;
    }

    private Answer call(HttpRequest request) {
        try {
            HttpResponse<byte[]> response =
                    client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            String server = response.headers().firstValue("server").orElse("");
            return new Answer(response.statusCode(), server, json(response.body()));
        } catch (IOException e) {
            throw unreachable(request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException(request.uri() + ": was not waited for", e);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static InputException unreachable(URI uri, IOException e) {
        String why = switch (e) {
            case HttpTimeoutException late -> "no answer in time). Maybe it is overloaded, or the address is wrong";
            case ConnectException refused when unresolved(refused) -> "the host has no address). Maybe it is misspelt";
            case ConnectException refused -> "no connection). Maybe no server runs there, or on another port";
            case SSLException tls -> "no TLS session: " + tls.getMessage() + "). Maybe it speaks plain http://";
            default ->
                Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName())
                        + "). Maybe it is not an HTTP server, or speaks https://";
        };
        return new InputException(uri + ": cannot be reached (" + why, e);
    }

    private static boolean unresolved(Throwable e) {
        for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException || t instanceof java.nio.channels.UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        client.close();
    }
}
