package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A thousand streams at a time, some of whose clients vanish. */
final class ManyStreamsTest {
    private static final int STREAMS = 1000;

    @Test
    void aThousandStreamsAreToldNothingButTheirOwn() throws Exception {
        try (ScriptedServer server = ScriptedServer.start();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            server.engine.hold(1);
            List<Future<String>> answers = new ArrayList<>();
            List<Raw> vanishing = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                byte[] request = Raw.post(
                        "/v1/completions",
                        "{\"prompt\":\"stream-" + i + ";\",\"stream\":true,\"max_tokens\":40}",
                        "Connection: close");
                if (i % 10 == 3) {
                    vanishing.add(new Raw(server.api.port()).send(request));
                } else {
                    answers.add(clients.submit(() -> {
                        try (Raw raw = new Raw(server.api.port())) {
                            return raw.send(request).all();
                        }
                    }));
                }
            }
            Eventually.happens("all stream at once", () -> server.engine.running() == STREAMS);
            vanishing.forEach(Raw::close);
            Eventually.happens("some are gone", () -> server.engine.running() == STREAMS - vanishing.size());
            server.engine.release();

            int i = 0;
            for (Future<String> answer : answers) {
                i += i % 10 == 3 ? 1 : 0;
                assertThat(text(answer.get())).isEqualTo("stream-" + i + ";");
                i++;
            }
            assertThat(server.engine.cancelled()).hasSize(vanishing.size());
        }
    }

    private static String text(String answer) {
        assertThat(answer).endsWith("data: [DONE]\n\n\r\n0\r\n\r\n");
        StringBuilder text = new StringBuilder();
        for (JsonNode event : Client.events(answer)) {
            text.append(event.get("choices").get(0).get("text").asString());
        }
        return text.toString();
    }
}
