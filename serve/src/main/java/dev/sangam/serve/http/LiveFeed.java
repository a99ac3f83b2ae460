package dev.sangam.serve.http;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.StepReport;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/live/events}: what is running now, every {@value #TICK_MILLIS} ms, for the live page. A viewer that does
 * not keep up misses ticks. Lives on the event loop.
 */
final class LiveFeed {
    private static final long TICK_MILLIS = 200;
    private static final long SECOND_MILLIS = 1000;
    private static final int MAX_VIEWERS = 64;
    private static final int BACKLOG_BYTES = 64 << 10;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private record Viewer(Exchange exchange, EventStream stream) {}

    private final Engine engine;
    private final Telemetry telemetry;
    private final Readiness readiness;
    private final Collection<QosClass> classes;
    private final List<Viewer> viewers = new ArrayList<>();

    LiveFeed(Engine engine, Telemetry telemetry, Readiness readiness, Collection<QosClass> classes) {
        this.engine = engine;
        this.telemetry = telemetry;
        this.readiness = readiness;
        this.classes = classes;
    }

    /** Begins to tick. */
    void start(Vertx vertx) {
        vertx.setPeriodic(TICK_MILLIS, timer -> tick());
        vertx.setPeriodic(
                SECOND_MILLIS,
                timer -> telemetry
                        .classes()
                        .values()
                        .forEach(meters -> meters.window().advance()));
    }

    /** A viewer comes. */
    void handle(Exchange exchange) {
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            throw ApiError.methodNotAllowed("HEAD", "GET");
        }
        ModelInfo model = readiness.model();
        if (viewers.size() >= MAX_VIEWERS) {
            throw ApiError.dropped(503, "viewers_full", "Too many watch already.", 5);
        }
        EventStream stream = exchange.stream(BACKLOG_BYTES, exchange::cut);
        Viewer viewer = new Viewer(exchange, stream);
        viewers.add(viewer);
        exchange.onGone(() -> viewers.remove(viewer));
        stream.send(event("model", model(model)));
    }

    /** Says goodbye to all. */
    void close() {
        List.copyOf(viewers).forEach(viewer -> viewer.stream.close());
        viewers.clear();
    }

    private void tick() {
        List<StepReport> steps = telemetry.takeSteps();
        if (viewers.isEmpty()) {
            return;
        }
        Buffer event = event("tick", tick(steps));
        for (Viewer viewer : List.copyOf(viewers)) {
            if (viewer.stream.writable()) {
                viewer.stream.send(event);
            }
        }
    }

    private static Buffer event(String name, ObjectNode data) {
        return Buffer.buffer("event: " + name + "\ndata: " + Json.write(data) + "\n\n");
    }

    private ObjectNode model(ModelInfo model) {
        ObjectNode node = Json.object()
                .put("id", model.id())
                .put("description", model.description())
                .put("contextTokens", model.contextTokens())
                .put("kvBlocks", model.kvBlocks())
                .put("blockTokens", model.blockTokens())
                .put("windowSeconds", ClassWindow.SECONDS);
        ArrayNode list = node.putArray("classes");
        for (QosClass each : classes) {
            ObjectNode shown = list.addObject().put("name", each.name());
            switch (each.slo()) {
                case Slo.Interactive(long ttft, long tbt) ->
                    shown.put("ttftMs", millis(ttft)).put("tbtMs", millis(tbt)).putNull("ttltMs");
                case Slo.NonInteractive(long ttlt) ->
                    shown.putNull("ttftMs").putNull("tbtMs").put("ttltMs", millis(ttlt));
                case Slo.BestEffort none ->
                    shown.putNull("ttftMs").putNull("tbtMs").putNull("ttltMs");
            }
        }
        return node;
    }

    private ObjectNode tick(List<StepReport> steps) {
        EngineStatus status = engine.status();
        ObjectNode node = Json.object()
                .put("t", System.currentTimeMillis())
                .put("state", readiness.word())
                .put("waiting", status.waiting())
                .put("running", status.running())
                .put("kvBlocksUsed", status.kvBlocksUsed())
                .put("kvBlocks", status.kvBlocks())
                .put("restarts", status.restarts());
        node.set("qos", qos(status.qos()));
        ArrayNode list = node.putArray("classes");
        telemetry.classes().forEach((name, meters) -> describe(list.addObject().put("name", name), meters.window()));
        ArrayNode shown = node.putArray("steps");
        for (StepReport each : steps) {
            shown.addObject()
                    .put("n", each.number())
                    .put("ms", millis(each.stepNanos()))
                    .put("predictedMs", millis(each.predictedNanos()))
                    .put("prefillTokens", each.prefillTokens())
                    .put("prefills", each.prefills())
                    .put("decodes", each.decodes())
                    .put("kv", each.kvBlocksUsed())
                    .put("chunkLimit", each.qos().chunkLimitTokens())
                    .set("slackMs", slackMillis(each.qos()));
        }
        return node;
    }

    /** Null where the policy knows no deadlines. */
    private static JsonNode qos(QosStatus qos) {
        if (qos.equals(QosStatus.NONE)) {
            return JsonNodeFactory.instance.nullNode();
        }
        return Json.object()
                .put("alphaMsPerToken", qos.alphaNanosPerToken() / NANOS_PER_MILLI)
                .put("margin", qos.margin())
                .put("backlogMs", millis(qos.backlogNanos()))
                .put("relegated", qos.relegated())
                .set("slackMs", slackMillis(qos));
    }

    /** Null where no token is due. */
    private static JsonNode slackMillis(QosStatus qos) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return qos.slackNanos() == QosStatus.UNLIMITED ? nodes.nullNode() : nodes.numberNode(millis(qos.slackNanos()));
    }

    private static void describe(ObjectNode node, ClassWindow window) {
        ClassWindow.Sums sums = window.sums();
        node.put("streams", window.streams()).put("waiting", window.waiting());
        for (Map.Entry<String, LogHistogram> each :
                List.of(Map.entry("ttftMs", sums.first()), Map.entry("tbtMs", sums.between()))) {
            if (each.getValue().isEmpty()) {
                node.putNull(each.getKey());
            } else {
                node.putObject(each.getKey())
                        .put("p50", millis(each.getValue().quantile(0.5)))
                        .put("p95", millis(each.getValue().quantile(0.95)));
            }
        }
        node.put("tokensPerSecond", Math.round(10.0 * sums.tokens() / ClassWindow.SECONDS) / 10.0)
                .put("finished", sums.finished())
                .put("failed", sums.failed())
                .put("promised", sums.promised())
                .put("attained", sums.attained())
                .put("relegated", window.relegatedNow())
                .put("relegations", sums.relegations());
    }

    /** To the microsecond. */
    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MICRO) / 1000.0;
    }
}
