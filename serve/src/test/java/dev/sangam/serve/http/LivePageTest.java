package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.StepReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What the live page is told, and its files. */
final class LivePageTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonNode next(Raw events, String name) {
        events.until("event: " + name + "\ndata: ");
        return MAPPER.readTree(events.until("\n\n"));
    }

    @Test
    void aViewerIsToldTheModelAndThenWhatRuns() {
        try (ScriptedServer server = ScriptedServer.start();
                Raw events = new Raw(server.api.port())) {
            assertThat(server.client
                            .post("/v1/completions", "{\"prompt\":\"abc\"}")
                            .status())
                    .isEqualTo(200);
            events.send("GET /v1/live/events HTTP/1.1\r\nHost: x\r\n\r\n");

            JsonNode model = next(events, "model");
            assertThat(model.get("id").asString()).isEqualTo("scripted");
            assertThat(model.get("kvBlocks").asInt()).isEqualTo(100);
            assertThat(model.get("classes").get(0).toString())
                    .isEqualTo("{\"name\":\"interactive\",\"ttftMs\":2000.0,\"tbtMs\":200.0,\"ttltMs\":null}");

            server.engine.hold(1);
            try (Raw held = new Raw(server.api.port())
                    .send(Raw.post("/v1/completions", "{\"prompt\":\"xyz\",\"stream\":true}"))) {
                held.until("\"text\":\"x\"");
                QosStatus qos = new QosStatus(2e6, -1_500_000, 256, 1.25, 7_000_000, 3);
                server.engine.qos(qos);
                server.telemetry.step(new StepReport(7, 5_000_000, 4_000_000, 1, 64, 3, 0, 4, 9, qos));
                JsonNode tick = next(events, "tick");
                while (tick.get("steps").isEmpty()) {
                    tick = next(events, "tick");
                }
                assertThat(tick.get("steps").get(0).toString())
                        .isEqualTo("{\"n\":7,\"ms\":5.0,\"predictedMs\":4.0,\"prefillTokens\":64,\"prefills\":1,"
                                + "\"decodes\":3,\"kv\":9,\"chunkLimit\":256,\"slackMs\":-1.5}");
                assertThat(tick.get("qos").toString())
                        .isEqualTo(
                                "{\"alphaMsPerToken\":2.0,\"margin\":1.25,\"backlogMs\":7.0,\"relegated\":3,\"slackMs\":-1.5}");
                assertThat(tick.get("state").asString()).isEqualTo("ready");
                assertThat(tick.get("running").asInt()).isEqualTo(1);
                JsonNode its = tick.get("classes").get(0);
                assertThat(its.get("name").asString()).isEqualTo("interactive");
                assertThat(its.get("streams").asInt()).isEqualTo(1);
                assertThat(its.get("waiting").asInt()).isZero();
                assertThat(its.get("finished").asInt()).isEqualTo(1);
                assertThat(its.get("promised").asInt()).isEqualTo(1);
                assertThat(its.get("attained").asInt()).isEqualTo(1);
                assertThat(its.get("relegated").asInt()).isZero();
                assertThat(its.get("ttftMs").get("p95").asDouble()).isPositive();
            }
        }
    }

    @Test
    void quantilesAreWithinABucket() {
        LogHistogram histogram = new LogHistogram();
        for (int i = 1; i <= 1000; i++) {
            histogram.add(i * 1_000_000L);
        }

        assertThat(histogram.quantile(0.5) / 1e6).isBetween(485.0, 515.0);
        assertThat(histogram.quantile(0.95) / 1e6).isBetween(920.0, 980.0);
        assertThat(new LogHistogram().isEmpty()).isTrue();
        histogram.add(Long.MAX_VALUE);
        histogram.add(0);
    }

    @Test
    void aWindowForgets() {
        ClassWindow window = new ClassWindow();
        window.submitted();
        window.first(5_000_000);
        window.between(1_000_000);
        window.ended(Outcome.OK, true);
        for (int i = 0; i < ClassWindow.SECONDS - 1; i++) {
            window.advance();
        }
        assertThat(window.sums().finished()).isEqualTo(1);
        assertThat(window.sums().tokens()).isEqualTo(2);

        window.advance();

        assertThat(window.sums().finished()).isZero();
        assertThat(window.sums().first().isEmpty()).isTrue();
        assertThat(window.streams()).isZero();
        assertThat(window.waiting()).isZero();
    }

    @Test
    void theFilesOfThePageAreServedAndNothingElse() {
        try (ScriptedServer server = ScriptedServer.start()) {
            Client.Answer page = server.client.get("/");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.header("cache-control")).isEqualTo("no-cache");
            assertThat(page.header("content-security-policy")).contains("frame-ancestors 'none'");
            assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(server.client.get("/page/main.js").header("content-type"))
                    .isEqualTo("text/javascript; charset=utf-8");
            Client.Answer again = server.client.get("/", "If-None-Match", page.header("etag"));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.text()).isEmpty();
            for (String path : List.of(
                    "/page/nothing.js",
                    "/page/../page/main.js",
                    "/..%2fhttp%2fHttpApi.class",
                    "/page/LivePage.class",
                    "//etc/passwd",
                    "/page/")) {
                try (Raw raw = new Raw(server.api.port())) {
                    assertThat(raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                                    .one())
                            .as(path)
                            .startsWith("HTTP/1.1 404");
                }
            }
        }
    }
}
