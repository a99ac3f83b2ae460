package dev.sangam.measure.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sangam.measure.client.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An endpoint on the loopback address with a tokenizer like those of today's models, and a chat template of 7 tokens. */
public final class ScriptedEndpoint implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern PIECES =
            Pattern.compile(" ?[A-Za-z]{1,5}|(?<=[A-Za-z])[A-Za-z]{1,4}| |[0-9]|[^\\sA-Za-z0-9]{1,2}|\\s");
    private static final int TEMPLATE_TOKENS = 7;

    private final HttpServer server;
    private final String tokenizeField;
    private final boolean usage;
    private String models = models("test-model", "somebody");
    private int modelsStatus = 200;
    private String serverHeader = "scripted";
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

    /**
     * Starts one.
     *
     * @param tokenizeField key of the text at {@code /tokenize}; empty for no such address
     * @param usage whether answers tell the number of prompt tokens
     */
    public ScriptedEndpoint(String tokenizeField, boolean usage) throws IOException {
        this.tokenizeField = tokenizeField;
        this.usage = usage;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The list of one model. */
    public static String models(String id, String ownedBy) {
        return "{\"object\": \"list\", \"data\": [{\"id\": \"" + id + "\", \"owned_by\": \"" + ownedBy + "\"}]}";
    }

    /** Where it is. */
    public Endpoint endpoint() {
        return Endpoint.of("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** What it answers at {@code /v1/models}. */
    public void answerModels(int status, String body, String header) {
        modelsStatus = status;
        models = body;
        serverHeader = header;
    }

    /** The bodies of chats and completions so far. */
    public List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Tokens of a text. */
    public static int[] tokens(String text) {
        List<Integer> ids = new ArrayList<>();
        Matcher pieces = PIECES.matcher(text);
        while (pieces.find()) {
            ids.add(pieces.group().hashCode() & 0xffffff);
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Tokens of a request's prompt, template and all. */
    public static int promptTokens(JsonNode body) {
        JsonNode prompt = body.path("prompt");
        if (prompt.isArray()) {
            return prompt.size();
        }
        if (prompt.isString()) {
            return 1 + tokens(prompt.stringValue()).length;
        }
        int sum = 0;
        for (JsonNode message : body.path("messages")) {
            sum += TEMPLATE_TOKENS + tokens(message.path("content").stringValue()).length;
        }
        return sum;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonNode body = text.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(text);
        exchange.getResponseHeaders().set("server", serverHeader);
        switch (exchange.getRequestURI().getPath()) {
            case "/v1/models" -> send(exchange, modelsStatus, models);
            case "/tokenize" -> {
                ObjectNode found = MAPPER.createObjectNode();
                ArrayNode list = found.putArray("tokens");
                for (int id : tokens(body.path(tokenizeField).asString(""))) {
                    list.add(id);
                }
                send(exchange, tokenizeField.isEmpty() ? 404 : 200, found.toString());
            }
            case "/v1/chat/completions", "/v1/completions" -> {
                bodies.add(text);
                ObjectNode found = MAPPER.createObjectNode();
                if (usage) {
                    found.putObject("usage").put("prompt_tokens", promptTokens(body));
                }
                send(exchange, 200, found.toString());
            }
            default -> send(exchange, 404, "{\"error\": {\"message\": \"nothing here\"}}");
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
