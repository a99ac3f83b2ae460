package dev.sangam.benchmarks.qos;

import dev.sangam.benchmarks.load.ChunkedInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One streamed completion over a socket of its own; it knows nothing of the server but OpenAI's API. */
final class TokenStream {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int CONNECT_MILLIS = 30_000;
    private static final String DATA = "data: ";

    private final byte[] request;
    private final String tier;
    private final int outputTokens;
    private final long[] times;
    private int tokens;
    private boolean relegated;

    /**
     * A completion of random tokens.
     *
     * @param tier asked for: the name of a class
     * @param priority importance, lower is more important
     */
    TokenStream(
            URI server,
            int vocabulary,
            int promptTokens,
            int outputTokens,
            String tier,
            int priority,
            RandomGenerator random) {
        this.tier = tier;
        this.outputTokens = outputTokens;
        this.times = new long[outputTokens];
        var body = JSON.createObjectNode();
        var prompt = body.putArray("prompt");
        for (int i = 0; i < promptTokens; i++) {
            prompt.add(random.nextInt(vocabulary));
        }
        body.put("max_tokens", outputTokens).put("ignore_eos", true).put("temperature", 0);
        body.put("stream", true).put("service_tier", tier).put("priority", priority);
        byte[] text = JSON.writeValueAsBytes(body);
        byte[] head = ("POST /v1/completions HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + text.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.request = Arrays.copyOf(head, head.length + text.length);
        System.arraycopy(text, 0, request, head.length, text.length);
    }

    /**
     * Sends it and reads the answer to its end.
     *
     * @param start of the run, by {@link System#nanoTime}
     * @param asked when it was to be sent, nanoseconds from then
     */
    Answer run(URI server, long start, long asked) {
        String fault;
        long sent = System.nanoTime() - start;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request);
            fault = read(new BufferedInputStream(socket.getInputStream()), start);
        } catch (IOException e) {
            fault = e.toString();
        }
        if (fault.isEmpty() && tokens != outputTokens) {
            fault = tokens + " of " + outputTokens + " tokens";
        }
        return new Answer(asked, sent, Arrays.copyOf(times, tokens), fault.isEmpty(), relegated, fault);
    }

    /** What is wrong with the answer; empty when nothing is. */
    private String read(InputStream in, long start) throws IOException {
        String status = ChunkedInput.line(in);
        boolean chunked = false;
        for (String line = ChunkedInput.line(in); !line.isEmpty(); line = ChunkedInput.line(in)) {
            chunked |= line.toLowerCase(Locale.ROOT).matches("transfer-encoding:\\s*chunked");
        }
        InputStream body = chunked ? new ChunkedInput(in) : in;
        if (!status.startsWith("HTTP/1.1 200")) {
            return status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
        while (true) {
            String line = ChunkedInput.line(body);
            long now = System.nanoTime() - start;
            if (line.equals(DATA + "[DONE]")) {
                return "";
            }
            if (line.startsWith(DATA)) {
                JsonNode event = JSON.readTree(line.substring(DATA.length()));
                if (event.has("error")) {
                    return event.get("error").toString();
                }
                heard(event, now);
            }
        }
    }

    /** A token is an event without a reason to end, whatever its text. */
    private void heard(JsonNode event, long now) throws IOException {
        relegated |= !event.path("service_tier").asString(tier).equals(tier);
        JsonNode choice = event.at("/choices/0");
        if (choice.isMissingNode() || !choice.path("finish_reason").isNull()) {
            return;
        }
        if (tokens == outputTokens) {
            throw new IOException("more than " + outputTokens + " tokens");
        }
        times[tokens++] = now;
    }
}
