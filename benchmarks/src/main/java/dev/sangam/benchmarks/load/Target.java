package dev.sangam.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server, asked over plain sockets: a stream costs a virtual thread and two small buffers, and reads when its client
 * reads, so that a slow client is slow on the wire.
 */
final class Target {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int CONNECT_MILLIS = 30_000;
    private static final int SMALL_BUFFER_BYTES = 4096;

    private final URI base;
    private final @Nullable String key;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /**
     * @param base {@code http://host:port}
     * @param key sent as bearer token, if there is one
     */
    Target(URI base, @Nullable String key) {
        this.base = base;
        this.key = key;
    }

    /** Hears a stream; may wait as long as it likes, and may close the socket by throwing {@link Vanished}. */
    @FunctionalInterface
    interface Reader {
        void text(String piece) throws Vanished, InterruptedException;
    }

    /** The client has had enough. */
    static final class Vanished extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean reset;

        /** @param reset whether the connection is reset, as when a machine is switched off, or closed in order */
        Vanished(boolean reset) {
            super("the client went away", null, false, false);
            this.reset = reset;
        }
    }

    /** How a stream ended: the HTTP status, and what was wrong with it; empty when nothing was. */
    record End(int status, String fault) {}

    /** Streams a greedy completion of so many tokens, and returns when it has ended. */
    End complete(String model, String prompt, int tokens, Reader reader) throws IOException, InterruptedException {
        var body = JSON.createObjectNode();
        body.put("model", model).put("prompt", prompt).put("max_tokens", tokens).put("temperature", 0);
        body.put("ignore_eos", true).put("stream", true);
        byte[] bytes = JSON.writeValueAsBytes(body);
        try (Socket socket = connect()) {
            try {
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                send(socket, "POST /v1/completions", bytes);
                return read(new BufferedInputStream(socket.getInputStream(), SMALL_BUFFER_BYTES), reader);
            } catch (Vanished e) {
                if (e.reset) {
                    socket.setSoLinger(true, 0);
                }
                return new End(0, "");
            } finally {
                open.decrementAndGet();
            }
        }
    }

    /** The name of the first model that the server has. */
    String model() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /v1/models", new byte[0]);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int status = status(in);
            byte[] body = body(in).readAllBytes();
            if (status != 200) {
                throw new IOException("GET /v1/models: status " + status + ": " + text(body));
            }
            return JSON.readTree(body).at("/data/0/id").asString();
        }
    }

    /** Streams that were asked for and had not ended, at most. */
    int mostAtOnce() {
        return most.get();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER_BYTES); // a slow reader's unread text waits in the server
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void send(Socket socket, String what, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head = what + " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                + (key == null ? "" : "Authorization: Bearer " + key + "\r\n") + "\r\n";
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
    }

    private static End read(InputStream in, Reader reader) throws IOException, InterruptedException, Vanished {
        int status = status(in);
        InputStream body = body(in);
        if (status != 200) {
            return new End(status, text(body.readAllBytes()));
        }
        while (true) {
            String line = utf8Line(body);
            if (line.equals("data: [DONE]")) {
                return new End(status, "");
            }
            if (line.startsWith("data: ")) {
                JsonNode event = JSON.readTree(line.substring("data: ".length()));
                if (event.has("error")) {
                    return new End(status, event.get("error").toString());
                }
                String piece = event.at("/choices/0/text").asString("");
                if (!piece.isEmpty()) {
                    reader.text(piece);
                }
            }
        }
    }

    private static int status(InputStream in) throws IOException {
        String line = ChunkedInput.line(in);
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[1].matches("\\d{3}")) {
            throw new IOException("an answer that begins with '" + line + "'");
        }
        return Integer.parseInt(words[1]);
    }

    /** The body after the headers, which end with an empty line; it lasts until the connection ends, or is in chunks. */
    private static InputStream body(InputStream in) throws IOException {
        boolean chunked = false;
        for (String line = ChunkedInput.line(in); !line.isEmpty(); line = ChunkedInput.line(in)) {
            chunked |= line.toLowerCase(Locale.ROOT).matches("transfer-encoding:\\s*chunked");
        }
        return chunked ? new ChunkedInput(in) : in;
    }

    private static String utf8Line(InputStream in) throws IOException {
        return text(ChunkedInput.line(in).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
