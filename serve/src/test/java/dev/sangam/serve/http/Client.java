package dev.sangam.serve.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Asks a server on this machine. */
final class Client {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** An answer. */
    record Answer(int status, String text, java.net.http.HttpHeaders headers) {
        JsonNode json() {
            return MAPPER.readTree(text);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The data of its server-sent events, those of JSON alone. */
        List<JsonNode> events() {
            return Client.events(text);
        }

        List<String> data() {
            return Client.data(text);
        }

        JsonNode error() {
            return json().get("error");
        }
    }

    static List<JsonNode> events(String text) {
        return data(text).stream()
                .filter(data -> !data.equals("[DONE]"))
                .map(MAPPER::readTree)
                .toList();
    }

    private static List<String> data(String text) {
        return text.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final int port;

    Client(int port) {
        this.port = port;
    }

    Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    Answer post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lines of an answer as they come. */
    Stream<String> lines(String path, String body) {
        try {
            return http.send(
                            request(path)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Escapes a text for a JSON body. */
    static String quoted(String text) {
        return MAPPER.writeValueAsString(text);
    }
}
