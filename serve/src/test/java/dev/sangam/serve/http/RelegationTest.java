package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.StepReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a client and an operator see of requests that give way. */
final class RelegationTest {
    private static final String COMPLETIONS = "/v1/completions";

    private final ScriptedServer server = ScriptedServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private CompletableFuture<JsonNode> ask(String body) {
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(
                () -> server.client.post(COMPLETIONS, body).json());
        Eventually.happens("it runs", () -> server.engine.running() == 1);
        return answer;
    }

    private String metrics() {
        return server.client.get("/metrics").text();
    }

    private static List<String> tiers(List<JsonNode> chunks) {
        return chunks.stream()
                .map(chunk -> chunk.get("service_tier").asString())
                .toList();
    }

    @Test
    void theAnswerToARelegatedRequestSaysFlex() {
        server.engine.hold(0);
        CompletableFuture<JsonNode> answer = ask("{\"prompt\":\"abc\",\"service_tier\":\"priority\"}");
        server.engine.relegate(true);
        server.engine.release();

        assertThat(answer.join().get("service_tier").asString()).isEqualTo("flex");
    }

    @Test
    void oneThatIsReinstatedInTimeSaysItsOwnTierAgain() {
        server.engine.hold(0);
        CompletableFuture<JsonNode> answer = ask("{\"prompt\":\"abc\",\"service_tier\":\"priority\"}");
        server.engine.relegate(true);
        server.engine.relegate(false);
        server.engine.release();

        assertThat(answer.join().get("service_tier").asString()).isEqualTo("priority");
        assertThat(metrics())
                .contains("sangam_relegations_total{class=\"interactive\",important=\"true\"} 1.0")
                .contains("sangam_reinstatements_total{class=\"interactive\"} 1.0");
    }

    @Test
    void everyPieceOfAStreamSaysHowItIsServed() {
        server.engine.hold(2);
        try (Raw raw = new Raw(server.api.port())
                .send(Raw.post(
                        COMPLETIONS,
                        "{\"prompt\":\"abcd\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                                + "\"service_tier\":\"default\"}",
                        "Connection: close"))) {
            String before = raw.until("\"text\":\"b\"") + raw.until("\n\n");
            server.engine.relegate(true);
            server.engine.release();
            String after = raw.until("data: [DONE]");

            assertThat(tiers(Client.events(before))).containsExactly("default", "default");
            List<JsonNode> pieces = Client.events(after);
            assertThat(tiers(pieces)).isNotEmpty().containsOnly("flex");
            assertThat(pieces.getLast().get("usage").get("completion_tokens").asInt())
                    .isEqualTo(4);
        }
    }

    @Test
    void ofSeveralOutputsEachPieceSaysItsOwnAndTheWholeSaysTheWorst() {
        server.engine.hold(0);
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() ->
                server.client.post(COMPLETIONS, "{\"prompt\":\"abc\",\"n\":2}").json());
        Eventually.happens("both run", () -> server.engine.running() == 2);
        server.engine.relegateFirst();
        server.engine.release();

        assertThat(answer.join().get("service_tier").asString()).isEqualTo("flex");
        assertThat(metrics()).contains("sangam_relegations_total{class=\"interactive\",important=\"true\"} 1.0");
    }

    @Test
    void metricsTellHowTheSchedulerStands() {
        assertThat(metrics()).contains("sangam_relegated 0.0").doesNotContain("sangam_qos_slack_seconds ");
        QosStatus qos = new QosStatus(2e6, -30_000_000, 256, 1.25, 1_500_000_000, 3);
        server.engine.qos(qos);
        server.telemetry.step(new StepReport(0, 1_000_000, 0, 1, 200, 3, 0, 4, 9, qos));
        server.telemetry.step(new StepReport(1, 1_000_000, 0, 0, 0, 4, 0, 4, 9, qos));

        assertThat(metrics())
                .contains("sangam_relegated 3.0")
                .contains("sangam_qos_alpha_seconds_per_token 0.002")
                .contains("sangam_qos_slack_seconds -0.03")
                .contains("sangam_batch_time_margin 1.25")
                .contains("sangam_backlog_seconds 1.5")
                .contains("sangam_chunk_tokens_bucket{le=\"192.0\"} 0")
                .contains("sangam_chunk_tokens_bucket{le=\"256.0\"} 1")
                .contains("sangam_chunk_tokens_count 1");
    }

    @Test
    void promisesKeptAndBrokenAreCountedByClass() {
        String kept = "{\"prompt\":\"abc\"}";
        server.client.post(COMPLETIONS, kept, "x-slo-ttlt-ms", "100000");
        server.client.post(COMPLETIONS, kept, "x-slo-ttlt-ms", "0.001");
        server.client.post(COMPLETIONS, kept, "x-slo-ttft-ms", "0.001", "x-slo-tpot-ms", "50000");
        server.client.post(COMPLETIONS, "{\"prompt\":\"abc\",\"service_tier\":\"best-effort\"}");

        assertThat(metrics())
                .contains("sangam_slo_outputs_total{attained=\"true\",class=\"custom\"} 1.0")
                .contains("sangam_slo_outputs_total{attained=\"false\",class=\"custom\"} 2.0")
                .contains("sangam_slo_outputs_total{attained=\"true\",class=\"best-effort\"} 0.0")
                .contains("sangam_slo_outputs_total{attained=\"false\",class=\"best-effort\"} 0.0");
    }
}
