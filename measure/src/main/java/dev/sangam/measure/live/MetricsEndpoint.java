package dev.sangam.measure.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sangam.core.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** {@code /metrics} on the loopback address while a run goes on, in the text format of Prometheus. */
public final class MetricsEndpoint implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpServer server;
    private volatile LiveFigures figures = new LiveFigures();

    private MetricsEndpoint(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to answer.
     *
     * @param port 0 for any free one
     * @throws InputException when the port is taken
     */
    public static MetricsEndpoint open(int port) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            MetricsEndpoint result = new MetricsEndpoint(server);
            server.createContext("/", result::answer);
            server.start();
            return result;
        } catch (IOException e) {
            throw new InputException(
                    "port " + port + " of the loopback address cannot be listened on (" + e.getMessage()
                            + "). Maybe another port",
                    e);
        }
    }

    /** The run whose figures are told from now on. */
    public void show(LiveFigures run) {
        figures = run;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/metrics");
            byte[] text = (known ? text(figures.snapshot()) : "see /metrics\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(known ? OK : NOT_FOUND, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    static String text(LiveFigures.Snapshot now) {
        StringBuilder text = new StringBuilder();
        metric(text, "requests_sent_total", "counter", "Requests sent", "", (double) now.sent());
        metric(text, "chunks_total", "counter", "Chunks with output received", "", (double) now.chunks());
        metric(text, "in_flight", "gauge", "Requests sent and not over", "", (double) now.inFlight());
        help(text, "requests_ended_total", "counter", "Requests that are over, by outcome");
        now.ended()
                .forEach((outcome, count) -> sample(
                        text,
                        "requests_ended_total",
                        "{outcome=\"" + outcome.name().toLowerCase(Locale.ROOT) + "\"}",
                        (double) count));
        help(text, "ttft_seconds", "gauge", "Time to first token since the intended time, last 10 s");
        sample(text, "ttft_seconds", "{quantile=\"0.5\"}", now.ttftP50());
        sample(text, "ttft_seconds", "{quantile=\"0.99\"}", now.ttftP99());
        metric(
                text,
                "send_lateness_seconds",
                "gauge",
                "Actual minus intended send time, last 10 s",
                "{quantile=\"0.99\"}",
                now.latenessP99());
        return text.toString();
    }

    private static void metric(StringBuilder text, String name, String type, String what, String labels, double value) {
        help(text, name, type, what);
        sample(text, name, labels, value);
    }

    private static void help(StringBuilder text, String name, String type, String what) {
        text.append("# HELP sangam_bench_")
                .append(name)
                .append(' ')
                .append(what)
                .append('\n');
        text.append("# TYPE sangam_bench_")
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private static void sample(StringBuilder text, String name, String labels, double value) {
        String shown = value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.isNaN(value) ? "NaN" : Double.toString(value);
        text.append("sangam_bench_")
                .append(name)
                .append(labels)
                .append(' ')
                .append(shown)
                .append('\n');
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
