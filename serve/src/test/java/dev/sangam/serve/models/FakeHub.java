package dev.sangam.serve.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sangam.files.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A hub with one file, and beside it, on another port and so another origin, the server that has the bytes. */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer hub = server();
    private final HttpServer bytes = server();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    /** Lengths after which the next answers with bytes are cut off. */
    private final Deque<Integer> cuts = new ArrayDeque<>();

    private byte[] content;
    private @Nullable String etag;
    private boolean ranges = true;
    private boolean redirects = true;
    private boolean silent;
    private int status;
    private String errorCode = "";

    FakeHub(byte[] content) {
        this.content = content;
        hub.createContext("/", this::hub);
        bytes.createContext("/", this::bytes);
        hub.start();
        bytes.start();
    }

    private HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    synchronized void content(byte[] other) {
        content = other;
    }

    /** What the hub says of the content, in place of its SHA-256. */
    synchronized void etag(String claimed) {
        etag = claimed;
    }

    synchronized void cut(Integer... afterBytes) {
        cuts.addAll(List.of(afterBytes));
    }

    /** The next answer stops after so many bytes, and the connection stays. */
    synchronized void silence(int afterBytes) {
        cuts.add(afterBytes);
        silent = true;
    }

    synchronized void withoutRanges() {
        ranges = false;
    }

    synchronized void withoutRedirects() {
        redirects = false;
    }

    synchronized void fails(int withStatus, String withCode) {
        status = withStatus;
        errorCode = withCode;
    }

    /** Which server was asked what: {@code hub GET /path Range Authorization}. */
    List<String> requests() {
        return requests;
    }

    private void note(String server, HttpExchange exchange) {
        requests.add(server + " " + exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getRawPath() + " "
                + exchange.getRequestHeaders().getFirst("Range") + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private synchronized void hub(HttpExchange exchange) throws IOException {
        note("hub", exchange);
        var headers = exchange.getResponseHeaders();
        if (status != 0) {
            headers.set("X-Error-Code", errorCode);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        headers.set("X-Repo-Commit", COMMIT);
        headers.set("X-Linked-Etag", "\"" + (etag == null ? Sha256.of(content) : etag) + "\"");
        headers.set("X-Linked-Size", Integer.toString(content.length));
        if (redirects) {
            headers.set("Location", "http://127.0.0.1:" + bytes.getAddress().getPort() + "/blob?signed=1");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        } else {
            send(exchange);
        }
    }

    private synchronized void bytes(HttpExchange exchange) throws IOException {
        note("bytes", exchange);
        send(exchange);
    }

    private void send(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        int length = content.length - from;
        Integer cut = cuts.poll();
        OutputStream out = exchange.getResponseBody();
        out.write(Arrays.copyOfRange(content, from, from + (cut == null ? length : Math.min(cut, length))));
        out.flush();
        if (cut != null && silent) {
            silent = false;
            return;
        }
        if (cut != null) {
            throw new IOException("the connection breaks"); // upon which the server closes it
        }
        exchange.close();
    }

    @Override
    public void close() {
        hub.stop(0);
        bytes.stop(0);
        threads.shutdownNow();
    }
}
