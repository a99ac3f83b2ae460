package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.serve.engine.EngineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What becomes of requests whose clients vanish or do not read, of too many of them, and of a server that ends. */
final class FlowTest {
    private static final String COMPLETIONS = "/v1/completions";

    private static String endless(String prompt) {
        return "{\"prompt\":\"" + prompt + "\",\"stream\":true,\"ignore_eos\":true,\"max_tokens\":4000}";
    }

    private static boolean endsWithoutDone(List<String> lines) {
        return lines.stream().anyMatch(line -> line.contains("\"error\""))
                && lines.stream().noneMatch(line -> line.contains("[DONE]"));
    }

    @Test
    void aClientThatLeavesIsCancelled() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.engine.hold(3);
            Raw streaming = new Raw(server.api.port()).send(Raw.post(COMPLETIONS, endless("abc")));
            Raw whole = new Raw(server.api.port()).send(Raw.post(COMPLETIONS, "{\"prompt\":\"wxyz\"}"));
            streaming.until("\"text\":\"b\"");
            Eventually.happens("both are in the engine", () -> server.engine.running() == 2);

            streaming.close();
            whole.close();

            Eventually.happens(
                    "both are cancelled", () -> server.engine.cancelled().size() == 2);
            Eventually.happens(
                    "they are counted",
                    () -> server.client
                            .get("/metrics")
                            .text()
                            .contains("sangam_requests_total{class=\"interactive\",outcome=\"cancelled\"} 2.0"));
        }
    }

    @Test
    void aReaderThatDoesNotReadIsCutOff() {
        try (ScriptedServer server = ScriptedServer.start("{server: {max_backlog_bytes: 4096}}")) {
            List<Raw> sleepers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                // Each answer is some megabytes long, more than the sockets' buffers hold.
                String body = "{\"prompt\":\"ab\",\"stream\":true,\"ignore_eos\":true,\"max_tokens\":4000,\"n\":8,"
                        + "\"logprobs\":20}";
                sleepers.add(new Raw(server.api.port(), 4096).send(Raw.post(COMPLETIONS, body)));
            }

            Eventually.happens(
                    "all are cut off",
                    () -> Pattern.compile("outcome=\"slow-reader\"} 32")
                            .matcher(server.client.get("/metrics").text())
                            .find());
            assertThat(server.client.post(COMPLETIONS, "{\"prompt\":\"ok\"}").status())
                    .isEqualTo(200);
            sleepers.forEach(Raw::close);
        }
    }

    @Test
    void connectionsThatAreNotReadEndThoughTheirClientsStay() {
        try (ScriptedServer server =
                ScriptedServer.start("{server: {max_backlog_bytes: 4096, write_timeout: 300ms}}")) {
            String large = "{\"prompt\":\"ab\",\"ignore_eos\":true,\"max_tokens\":4000,\"n\":8,\"logprobs\":20";
            Raw stream = new Raw(server.api.port(), 4096).send(Raw.post(COMPLETIONS, large + ",\"stream\":true}"));
            Raw whole = new Raw(server.api.port(), 4096).send(Raw.post(COMPLETIONS, large + "}"));
            Eventually.happens(
                    "both were served", () -> server.engine.seen().size() == 16 && server.engine.running() == 0);

            Eventually.happens("both are closed", () -> server.api.connections() == 0);

            stream.close();
            whole.close();
        }
    }

    @Test
    void aLargeAnswerComesWhole() {
        try (ScriptedServer server = ScriptedServer.start()) {
            String body = "{\"prompt\":\"ab\",\"ignore_eos\":true,\"max_tokens\":4000,\"logprobs\":20}";

            JsonNode choice =
                    server.client.post(COMPLETIONS, body).json().get("choices").get(0);

            assertThat(choice.get("text").asString()).hasSize(4000);
            assertThat(choice.get("logprobs").get("top_logprobs")).hasSize(4000);
        }
    }

    @Test
    void anAnswerTooLargeToBePutTogetherIsGivenUp() {
        try (ScriptedServer server = ScriptedServer.start()) {
            Client.Answer answer = server.client.post(
                    COMPLETIONS,
                    "{\"prompt\":\"ab\",\"ignore_eos\":true,\"max_tokens\":4000,\"logprobs\":20,\"n\":32}");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().get("code").asString()).isEqualTo("answer_too_large");
            assertThat(server.engine.running()).isZero();
        }
    }

    @Test
    void aClientThatLeavesBeforeItsEchoIsNotServed() {
        try (ScriptedServer server = ScriptedServer.start()) {
            CompletableFuture<Void> held = server.engine.holdAnswers();
            Raw raw = new Raw(server.api.port()).send(Raw.post(COMPLETIONS, "{\"prompt\":[97],\"echo\":true}"));
            Eventually.happens("its prompt's text is asked for", () -> server.engine.questions() == 1);
            raw.close();
            Eventually.happens("it is gone", () -> server.api.connections() == 0);

            held.complete(null);

            assertThat(server.client
                            .post(COMPLETIONS, "{\"prompt\":[98],\"echo\":true}")
                            .status())
                    .isEqualTo(200);
            assertThat(server.engine.seen()).hasSize(1);
        }
    }

    /** Columns: the path; a body; how many of it fill two places. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/embeddings | {"input":["a","b"]} | 1
            /tokenize      | {"prompt":"a"}      | 2
            /detokenize    | {"tokens":[97]}     | 2
            """)
    void whatTheEngineCannotCancelKeepsItsPlaceWhenItsClientLeaves(String path, String body, int times) {
        try (ScriptedServer server = ScriptedServer.start("{server: {max_waiting: 2}}")) {
            CompletableFuture<Void> held = server.engine.holdAnswers();
            for (int i = 0; i < times; i++) {
                int before = server.engine.questions();
                try (Raw raw = new Raw(server.api.port())) {
                    raw.send(Raw.post(path, body));
                    Eventually.happens("it is asked for", () -> server.engine.questions() > before);
                }
                Eventually.happens("its client is gone", () -> server.api.connections() == 0);
            }

            assertThat(server.client.post(path, body).error().get("code").asString())
                    .isEqualTo("queue_full");
            held.complete(null);
            Eventually.happens(
                    "there is room again", () -> server.client.post(path, body).status() == 200);
        }
    }

    @Test
    void aReaderThatReadsLateGetsAll() {
        try (ScriptedServer server = ScriptedServer.start("{server: {max_backlog_bytes: 4000000}}");
                Raw late = new Raw(server.api.port())) {
            late.send(Raw.post(
                    COMPLETIONS,
                    "{\"prompt\":\"ab\",\"stream\":true,\"ignore_eos\":true,\"max_tokens\":4000}",
                    "Connection: close"));
            Eventually.happens(
                    "it is over for the engine",
                    () -> server.engine.seen().size() == 1 && server.engine.running() == 0);

            String answer = late.all();

            assertThat(answer.split("\"text\":\"[ab]\"", -1)).hasSize(4001);
            assertThat(answer).contains("[DONE]");
        }
    }

    @Test
    void anEngineThatDiesEndsItsStreamsWithAnError() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.engine.hold(2);
            Iterator<String> lines;
            List<String> rest = new ArrayList<>();
            try (Stream<String> all = server.client.lines(COMPLETIONS, endless("abc"))) {
                lines = all.iterator();
                lines.next();
                CompletableFuture<Client.Answer> whole =
                        CompletableFuture.supplyAsync(() -> server.client.post(COMPLETIONS, "{\"prompt\":\"xyz\"}"));
                Eventually.happens("both are in the engine", () -> server.engine.running() == 2);

                server.engine.die();

                lines.forEachRemaining(rest::add);
                assertThat(endsWithoutDone(rest)).as(String.join("\n", rest)).isTrue();
                assertThat(rest.toString()).contains("\"code\":\"engine_died\"");
                assertThat(whole.join().status()).isEqualTo(503);
                assertThat(whole.join().header("retry-after")).isEqualTo("1");
            }
            assertThat(server.client.get("/health").text()).isEqualTo("{\"status\":\"restarting\"}");
            Client.Answer refused = server.client.post(COMPLETIONS, "{\"prompt\":\"a\"}");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("x-sangam-dropped-reason")).isEqualTo("engine_restarting");
            assertThat(refused.header("retry-after")).isNotEmpty();

            server.engine.state(EngineState.READY);

            assertThat(server.client.post(COMPLETIONS, "{\"prompt\":\"a\"}").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void healthTellsHowTheEngineStands() {
        try (ScriptedServer server = ScriptedServer.start()) {
            assertThat(server.client.get("/health").text()).isEqualTo("{\"status\":\"ready\"}");
            server.engine.state(EngineState.STARTING);
            assertThat(server.client.get("/health/ready").status()).isEqualTo(503);
            assertThat(server.client.get("/health/live").status()).isEqualTo(200);
            server.engine.state(EngineState.DOWN);
            assertThat(server.client.get("/health").text()).isEqualTo("{\"status\":\"down\"}");
            assertThat(server.client.get("/health/live").status()).isEqualTo(503);
        }
    }

    @Test
    void beforeTheModelIsKnownRequestsAreToldToComeBack() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.engine.state(EngineState.STARTING);

            assertThat(server.client.get("/v1/models").status()).isEqualTo(503);
            assertThat(server.client.post(COMPLETIONS, "{\"prompt\":\"a\"}").header("x-sangam-dropped-reason"))
                    .isEqualTo("engine_starting");
        }
    }

    @Test
    void aDrainLetsStreamsFinishAndTakesNoNewOnes() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.engine.hold(2);
            Raw stream = new Raw(server.api.port())
                    .send(Raw.post(COMPLETIONS, "{\"prompt\":\"abcdef\",\"stream\":true}", "Connection: close"));
            stream.until("\"text\":\"b\"");

            CompletionStage<Integer> drained = server.api.drain(Duration.ofMinutes(1));
            Eventually.happens(
                    "it drains", () -> server.client.get("/health").text().contains("draining"));
            Client.Answer refused = server.client.post(COMPLETIONS, "{\"prompt\":\"a\"}");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("x-sangam-dropped-reason")).isEqualTo("draining");
            assertThat(drained.toCompletableFuture()).isNotDone();

            server.engine.release();

            assertThat(stream.all()).contains("\"text\":\"f\"").contains("[DONE]");
            assertThat(drained.toCompletableFuture().join()).isZero();
            stream.close();
        }
    }

    @Test
    void aDrainThatTakesTooLongTellsThoseItBreaksOff() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.engine.hold(2);
            Raw stream = new Raw(server.api.port()).send(Raw.post(COMPLETIONS, endless("abcdef")));
            stream.until("\"text\":\"b\"");
            CompletableFuture<Client.Answer> whole =
                    CompletableFuture.supplyAsync(() -> server.client.post(COMPLETIONS, "{\"prompt\":\"xyz\"}"));
            Eventually.happens("both are in the engine", () -> server.engine.running() == 2);

            int broken =
                    server.api.drain(Duration.ofMillis(1)).toCompletableFuture().join();

            assertThat(broken).isEqualTo(2);
            assertThat(stream.all()).contains("\"code\":\"draining\"").doesNotContain("[DONE]");
            assertThat(whole.join().status()).isEqualTo(503);
            assertThat(server.engine.cancelled()).hasSize(2);
            stream.close();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsGivenUp() {
        try (ScriptedServer server = ScriptedServer.start("{server: {body_timeout: 100ms}}");
                Raw raw = new Raw(server.api.port())) {
            raw.head(
                            "POST /v1/completions HTTP/1.1",
                            "Host: x",
                            "Content-Type: application/json",
                            "Content-Length: 100")
                    .send("{\"prompt\"");

            assertThat(raw.one()).startsWith("HTTP/1.1 408").contains("body_timeout");
        }
    }

    @Test
    void connectionsAboveTheLimitAreClosed() {
        try (ScriptedServer server = ScriptedServer.start("{server: {max_connections: 2}}");
                Raw first = new Raw(server.api.port())) {
            Raw second = new Raw(server.api.port());
            Eventually.happens("both are open", () -> server.api.connections() == 2);

            assertThat(new Raw(server.api.port()).all()).isEmpty();
            assertThat(first.head("GET /health HTTP/1.1", "Host: x").one()).startsWith("HTTP/1.1 200");
            second.close();
            Eventually.happens("there is room again", () -> server.api.connections() == 1);
            assertThat(server.client.get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void idleConnectionsAreClosedHoweverSlowlyTheyTalk() {
        try (ScriptedServer server = ScriptedServer.start("{server: {idle_timeout: 200ms}}")) {
            Raw silent = new Raw(server.api.port());
            Raw slow = new Raw(server.api.port()).send("GET /health HTT");

            assertThat(silent.all()).isEmpty();
            assertThat(slow.all()).isEmpty();
        }
    }

    @Test
    void aStreamIsNotIdle() {
        try (ScriptedServer server = ScriptedServer.start("{server: {idle_timeout: 20ms}}")) {
            server.engine.hold(1);
            try (Raw stream =
                    new Raw(server.api.port()).send(Raw.post(COMPLETIONS, "{\"prompt\":\"ab\",\"stream\":true}"))) {
                stream.until("\"text\":\"a\"");
                try (Raw idle = new Raw(server.api.port())) {
                    assertThat(idle.all()).isEmpty(); // closed by a sweep that the stream has survived
                }
                server.engine.release();
                assertThat(stream.until("[DONE]")).contains("\"text\":\"b\"");
            }
        }
    }

    @Test
    void expectContinueIsAnswered() {
        try (ScriptedServer server = ScriptedServer.start();
                Raw raw = new Raw(server.api.port())) {
            raw.head(
                    "POST /v1/completions HTTP/1.1",
                    "Host: x",
                    "Content-Type: application/json",
                    "Content-Length: 14",
                    "Expect: 100-continue");
            assertThat(raw.until("\r\n\r\n")).startsWith("HTTP/1.1 100");
            assertThat(raw.send("{\"prompt\":\"a\"}").one()).startsWith("HTTP/1.1 200");
        }
    }
}
