package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Damaged requests get an answer below 500 or a closed connection, and hurt nobody else. */
final class FuzzTest {
    private static final int ROUNDS = Integer.getInteger("sangam.rounds", 400);
    private static final List<String> BODIES = List.of(
            "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hé\"}]}],"
                    + "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"logprobs\":true,\"top_logprobs\":3}",
            "{\"prompt\":[\"ab\",\"cd\"],\"n\":2,\"max_tokens\":5,\"temperature\":0.5,\"stop\":[\"x\"],\"seed\":-1,"
                    + "\"logit_bias\":{\"65\":-100},\"slo\":{\"ttft_ms\":5,\"tbt_ms\":6},\"echo\":true}",
            "{\"prompt\":[[1,2],[3]],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
                    + "\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}}}",
            "{\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\",\"user\":\"\\u00e9\\ud83d\\ude00\"}",
            "{\"tokens\":[104,105]}");
    private static final List<String> PATHS = List.of(
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/embeddings",
            "/tokenize",
            "/detokenize",
            "/v1/models/%zz",
            "/../../etc/passwd");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "-1",
            "1e400",
            "0.1e-999",
            "\\u0000",
            "\\ud800",
            "\\",
            "\u0000",
            "99999999999999999999",
            "true",
            "\"messages\":",
            "[[[[[[[[[[[[[[[[",
            "{\"a\":",
            "é",
            "NaN",
            "'");

    private final long seed = Long.getLong("sangam.seed", 20_261_123L);
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void damagedRequestsAreRefusedOrAnswered() {
        System.out.println("FuzzTest: -Dsangam.seed=" + seed + " -Dsangam.rounds=" + ROUNDS);
        try (ScriptedServer server = ScriptedServer.start("{server: {max_body_bytes: 65536, body_timeout: 2s}}")) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] request = request();
                try (Raw raw = new Raw(server.api.port())) {
                    String answer = raw.send(request).finish().all();
                    assertThat(answer)
                            .as(
                                    "round %d of seed %d: %s",
                                    round, seed, new String(request, StandardCharsets.ISO_8859_1))
                            // 501 is for a version of HTTP that there is not; the server says it back
                            .matches("(?s)|\\S+ ([234]\\d\\d|501) .*");
                }
                if (round % 100 == 0) {
                    assertThat(server.client
                                    .post("/v1/completions", "{\"prompt\":\"ok\"}")
                                    .json()
                                    .get("choices")
                                    .get(0)
                                    .get("text")
                                    .asString())
                            .isEqualTo("ok");
                }
            }
            Eventually.happens("nothing is left in the engine", () -> server.engine.running() == 0);
        }
    }

    private byte[] request() {
        byte[] body = BODIES.get(random.nextInt(BODIES.size())).getBytes(StandardCharsets.UTF_8);
        int damages = random.nextInt(4);
        for (int i = 0; i < damages; i++) {
            body = damaged(body);
        }
        String path = PATHS.get(random.nextInt(PATHS.size()));
        byte[] request = random.nextInt(4) == 0 ? chunked(path, body) : Raw.post(path, body, "Connection: close");
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(request, random.nextInt(request.length));
            case 1 -> damaged(request);
            case 2 -> join(request, Arrays.copyOf(request, random.nextInt(request.length)));
            case 3 -> headed(path, body);
            default -> request;
        };
    }

    private byte[] damaged(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> join(head, tail);
            case 1 -> join(join(head, piece()), Arrays.copyOfRange(bytes, at, bytes.length));
            case 2 -> join(join(head, piece()), tail);
            case 3 -> join(bytes, Arrays.copyOfRange(bytes, at, to));
            default -> {
                byte[] flipped = bytes.clone();
                flipped[at] = (byte) random.nextInt(256);
                yield flipped;
            }
        };
    }

    private byte[] piece() {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] chunked(String path, byte[] body) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        List<String> sizes = List.of(Integer.toHexString(body.length), "ffffffffff", "-5", "xyz", "0");
        String size = sizes.get(random.nextInt(3) == 0 ? random.nextInt(sizes.size()) : 0);
        byte[] start = (head + size + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return join(join(start, body), "\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] headed(String path, byte[] body) {
        List<String> headers = List.of(
                "x-slo-ttft-ms: -1",
                "x-slo-ttft-ms: " + "9".repeat(500),
                "x-gateway-inference-fairness-id: \u00ff\u0001",
                "Authorization: Bearer " + "k".repeat(4000),
                "Content-Length: 5",
                "Transfer-Encoding: gzip",
                "Expect: nonsense",
                "x-request-id: " + "\"<>".repeat(50),
                "Origin: null",
                "Upgrade: h2c",
                "Cookie: " + "a=b;".repeat(5000));
        return Raw.post(path, body, headers.get(random.nextInt(headers.size())), "Connection: close");
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
