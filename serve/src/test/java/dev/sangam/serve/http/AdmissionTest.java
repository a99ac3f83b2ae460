package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who is turned away, with which words, and who is not. */
final class AdmissionTest {
    private static final String COMPLETIONS = "/v1/completions";

    @Test
    void aClassThatIsFullTurnsItsOwnAwayAndNobodyElses() {
        try (ScriptedServer server =
                ScriptedServer.start("{server: {class_limits: [{class: flex, max_waiting: 2}]}}")) {
            server.engine.hold(0);
            String flex = "{\"prompt\":[\"a\",\"b\"],\"service_tier\":\"flex\",\"stream\":true}";
            try (Raw first = new Raw(server.api.port()).send(Raw.post(COMPLETIONS, flex))) {
                Eventually.happens("two wait", () -> server.engine.running() == 2);

                Client.Answer third = server.client.post(COMPLETIONS, "{\"prompt\":\"a\",\"service_tier\":\"flex\"}");
                server.engine.release();

                assertThat(third.status()).isEqualTo(503);
                assertThat(third.error().get("code").asString()).isEqualTo("queue_full");
                assertThat(third.error().get("message").asString()).contains("The class flex has 2 requests waiting");
                assertThat(third.header("retry-after")).isEqualTo("1");
                first.until("[DONE]");
            }
            assertThat(server.client
                            .post(COMPLETIONS, "{\"prompt\":\"a\",\"service_tier\":\"flex\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoWillNotWaitIsTurnedAwayAtOnce() {
        try (ScriptedServer server = ScriptedServer.start("{server: {class_limits: [{class: flex, max_wait: 20s}]}}")) {
            server.engine.predictedWaitSeconds(30);
            String body = "{\"prompt\":\"abc\"}";

            Client.Answer own = server.client.post(COMPLETIONS, body, "x-max-wait-ms", "29000");
            Client.Answer its =
                    server.client.post(COMPLETIONS, "{\"prompt\":\"abc\",\"service_tier\":\"flex\",\"stream\":true}");

            assertThat(own.status()).isEqualTo(503);
            assertThat(own.error().get("code").asString()).isEqualTo("predicted_wait");
            assertThat(own.header("x-sangam-dropped-reason")).isEqualTo("predicted_wait");
            assertThat(own.header("retry-after")).isNotEmpty();
            assertThat(its.status()).isEqualTo(503);
            assertThat(its.error().get("code").asString()).isEqualTo("predicted_wait");
            assertThat(server.client
                            .post(COMPLETIONS, body, "x-max-wait-ms", "31000")
                            .status())
                    .isEqualTo(200);
            assertThat(server.client.post(COMPLETIONS, body).status()).isEqualTo(200);
            assertThat(server.client.get("/metrics").text())
                    .contains("sangam_requests_total{class=\"interactive\",outcome=\"dropped\"} 1.0");
        }
    }

    @Test
    void tooManyWaitingAreTurnedAway() {
        try (ScriptedServer server = ScriptedServer.start("{server: {max_waiting: 3, max_tenant_waiting: 2}}")) {
            server.engine.hold(0);
            String ann = "{\"prompt\":[\"a\",\"b\"],\"user\":\"ann\",\"stream\":true}";
            Raw first = new Raw(server.api.port()).send(Raw.post(COMPLETIONS, ann));
            Eventually.happens("two wait", () -> server.engine.running() == 2);

            Client.Answer tenant = server.client.post(COMPLETIONS, "{\"prompt\":\"a\",\"user\":\"ann\"}");
            Client.Answer all = server.client.post(COMPLETIONS, "{\"prompt\":[\"a\",\"b\"],\"user\":\"bob\"}");

            assertThat(tenant.status()).isEqualTo(429);
            assertThat(tenant.error().get("type").asString()).isEqualTo("rate_limit_error");
            assertThat(tenant.error().get("code").asString()).isEqualTo("queue_full");
            assertThat(tenant.error().get("param").isNull()).isTrue();
            assertThat(tenant.header("retry-after")).isEqualTo("1");
            assertThat(tenant.header("x-sangam-dropped-reason")).isEqualTo("queue_full");
            assertThat(all.status()).isEqualTo(503);
            assertThat(all.error().get("code").asString()).isEqualTo("queue_full");

            server.engine.release();
            assertThat(first.until("[DONE]")).startsWith("HTTP/1.1 200");
            assertThat(server.client
                            .post(COMPLETIONS, "{\"prompt\":\"a\",\"user\":\"ann\"}")
                            .status())
                    .isEqualTo(200);
            first.close();
        }
    }
}
