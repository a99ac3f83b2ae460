package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and how it is said. */
final class RefusalsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static ScriptedServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = ScriptedServer.start("{server: {max_body_bytes: 100000, max_header_bytes: 4096, max_choices: 8}}");
        client = server.client;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Columns: the fields of a completion beside its prompt; the error's code; its param. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "temperature": 3              | invalid_value         | temperature
            "temperature": -0.1           | invalid_value         | temperature
            "temperature": "1"            | invalid_type          | temperature
            "temperature": 1e999          | invalid_value         | temperature
            "temperature": true           | invalid_type          | temperature
            "top_p": 0                    | invalid_value         | top_p
            "top_p": 1.5                  | invalid_value         | top_p
            "top_k": -2                   | invalid_value         | top_k
            "top_k": 1.5                  | invalid_type          | top_k
            "min_p": 2                    | invalid_value         | min_p
            "repetition_penalty": 0       | invalid_value         | repetition_penalty
            "frequency_penalty": 2.1      | invalid_value         | frequency_penalty
            "presence_penalty": -2.1      | invalid_value         | presence_penalty
            "max_tokens": 0               | invalid_value         | max_tokens
            "max_tokens": 99999999999     | invalid_value         | max_tokens
            "max_tokens": 1e2             | invalid_type          | max_tokens
            "n": 0                        | invalid_value         | n
            "n": 9                        | invalid_value         | n
            "seed": 1.5                   | invalid_type          | seed
            "seed": 99999999999999999999  | invalid_value         | seed
            "stop": ""                    | invalid_value         | stop
            "stop": ["a", 1]              | invalid_type          | stop[1]
            "stop": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17] | invalid_value | stop
            "logprobs": 21                | invalid_value         | logprobs
            "logprobs": true              | invalid_type          | logprobs
            "logit_bias": {"257": 1}      | invalid_value         | logit_bias.257
            "logit_bias": {"a": 1}        | invalid_value         | logit_bias.a
            "logit_bias": {"65": 101}     | invalid_value         | logit_bias.65
            "logit_bias": []              | invalid_type          | logit_bias
            "stream": 1                   | invalid_type          | stream
            "stream_options": {}          | invalid_value         | stream_options
            "stream": true, "stream_options": {"a": 1} | unknown_parameter | stream_options.a
            "best_of": 2                  | unsupported_parameter | best_of
            "suffix": "x"                 | unsupported_parameter | suffix
            "echo": true, "logprobs": 1   | unsupported_parameter | echo
            "user": 5                     | invalid_type          | user
            "priority": 1.5               | invalid_type          | priority
            "service_tier": "gold"        | invalid_value         | service_tier
            "slo": {"ttft_ms": 0}         | invalid_value         | slo.ttft_ms
            "slo": {"ttft": 5}            | unknown_parameter     | slo.ttft
            "slo": {"ttft_ms": 5, "ttlt_ms": 5} | invalid_value   | slo
            "grammar": "root", "response_format": {"type": "json_object"} | invalid_value | grammar
            "response_format": {"type": "xml"} | invalid_value    | response_format.type
            "response_format": {}         | invalid_value         | response_format.type
            "response_format": {"type": "json_schema"} | invalid_value | response_format.json_schema
            "response_format": {"type": "json_schema", "json_schema": {"name": "x"}} | invalid_value | response_format.json_schema.schema
            "temprature": 1               | unknown_parameter     | temprature
            "tools": []                   | unknown_parameter     | tools
            "model": "gpt-4"              | model_not_found       |
            "prompt": []                  | invalid_value         | prompt
            "prompt": 5                   | invalid_type          | prompt
            "prompt": [257]               | invalid_value         | prompt[0]
            "prompt": [1.5]               | invalid_type          | prompt[0]
            "prompt": [1, "a"]            | invalid_type          | prompt[1]
            "prompt": ["a", 1]            | invalid_type          | prompt[1]
            "prompt": [[]]                | invalid_value         | prompt[0]
            "prompt": ["1","2","3","4","5","6","7","8","9"] | invalid_value | prompt
            "prompt": ["1","2","3"], "n": 3 | invalid_value       | n
            "prompt": "\\ud800"           | invalid_value         | prompt
            "prompt": null                | invalid_value         | prompt
            """)
    void aFieldIsRefusedByItsName(String fields, String code, String param) {
        String body = fields.contains("\"prompt\"") ? "{" + fields + "}" : "{\"prompt\":\"a\"," + fields + "}";

        Client.Answer answer = client.post(COMPLETIONS, body);

        assertThat(answer.error().get("code").asString()).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(code.equals("model_not_found") ? 404 : 400);
        assertThat(answer.error().get("type").asString()).isEqualTo("invalid_request_error");
        assertThat(answer.error().get("param").asString(null)).isEqualTo(param);
    }

    /** Columns: the body; the error's code; its param. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                     | invalid_value         | messages
            {"messages": []}                                       | invalid_value         | messages
            {"messages": {}}                                       | invalid_type          | messages
            {"messages": ["a"]}                                    | invalid_type          | messages[0]
            {"messages": [{"content": "a"}]}                       | invalid_value         | messages[0].role
            {"messages": [{"role": "user"}]}                       | invalid_value         | messages[0].content
            {"messages": [{"role": "user", "content": 1}]}         | invalid_type          | messages[0].content
            {"messages": [{"role": "king", "content": "a"}]}       | invalid_value         | messages[0].role
            {"messages": [{"role": "tool", "content": "a"}]}       | unsupported_parameter | messages[0].role
            {"messages": [{"role": "user", "content": "a", "x": 1}]} | unknown_parameter   | messages[0].x
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]} | unsupported_parameter | messages[0].content[0].type
            {"messages": [{"role": "user", "content": [{"type": "text"}]}]} | invalid_value | messages[0].content[0].text
            {"messages": [{"role": "user", "content": "a"}], "tools": [{}]} | unsupported_parameter | tools
            {"messages": [{"role": "user", "content": "a"}], "tool_choice": "required"} | unsupported_parameter | tool_choice
            {"messages": [{"role": "user", "content": "a"}], "modalities": ["audio"]} | unsupported_parameter | modalities
            {"messages": [{"role": "user", "content": "a"}], "top_logprobs": 1} | invalid_value | top_logprobs
            {"messages": [{"role": "user", "content": "a"}], "max_tokens": 1, "max_completion_tokens": 2} | invalid_value | max_tokens
            """)
    void aChatIsRefusedByTheNameOfTheField(String body, String code, String param) {
        Client.Answer answer = client.post(CHAT, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.error().get("code").asString()).as(answer.text()).isEqualTo(code);
        assertThat(answer.error().get("param").asString(null)).isEqualTo(param);
    }

    @Test
    void parametersThatChangeNothingAreTaken() {
        String body = "{\"messages\":[{\"role\":\"developer\",\"content\":\"a\",\"name\":\"x\"},"
                + "{\"role\":\"assistant\",\"content\":\"b\",\"refusal\":null,\"tool_calls\":null,\"annotations\":[]},"
                + "{\"role\":\"user\",\"content\":\"c\"}],\"tools\":[],\"tool_choice\":\"none\",\"functions\":null,"
                + "\"parallel_tool_calls\":true,\"modalities\":[\"text\"],\"store\":true,\"metadata\":{\"a\":\"b\"},"
                + "\"safety_identifier\":\"s\",\"prompt_cache_key\":\"k\",\"temperature\":null,\"logprobs\":false}";

        assertThat(client.post(CHAT, body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "1",
                "{\"prompt\":\"a\"",
                "{\"prompt\":\"a\"}x",
                "{\"prompt\":\"a\",\"prompt\":\"b\"}",
                "{\"prompt\":NaN}",
                "{prompt:1}",
                "{'prompt':1}",
                "{\"prompt\":\"a\",}",
                "// x\n{}",
                "{\"prompt\":\"\u0001\"}"
            })
    void whatIsNoJsonIsRefused(String body) {
        Client.Answer answer = client.post(COMPLETIONS, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().get("code").asString()).isEqualTo("invalid_json");
    }

    @Test
    void deepNestingHugeNumbersAndInvalidUtf8AreRefused() {
        String deep = "{\"prompt\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        String huge = "{\"prompt\":\"a\",\"seed\":" + "9".repeat(5000) + "}";
        byte[] invalid = "{\"prompt\":\"a?b\"}".getBytes(StandardCharsets.UTF_8);
        invalid[12] = (byte) 0xC3;

        assertThat(client.post(COMPLETIONS, deep).error().get("code").asString())
                .isEqualTo("invalid_json");
        assertThat(client.post(COMPLETIONS, huge).error().get("code").asString())
                .isEqualTo("invalid_json");
        try (Raw raw = new Raw(client.port)) {
            assertThat(raw.send(Raw.post(COMPLETIONS, invalid)).one())
                    .startsWith("HTTP/1.1 400")
                    .contains("not valid UTF-8");
        }
    }

    @Test
    void aPromptBeyondTheContextIsTheClientsFault() {
        Client.Answer answer = client.post(COMPLETIONS, "{\"stream\":true,\"prompt\":\"" + "x".repeat(5000) + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().get("code").asString()).isEqualTo("context_length_exceeded");
    }

    @Test
    void aLargeBodyIsReadAndATooLargeOneIsNot() {
        String prompt = "x".repeat(90_000);

        assertThat(client.post(COMPLETIONS, "{\"prompt\":\"" + prompt + "\"}")
                        .error()
                        .get("code")
                        .asString())
                .isEqualTo("context_length_exceeded");
        try (Raw raw = new Raw(client.port)) {
            String answer = raw.send(Raw.post(COMPLETIONS, "x".repeat(200_000))).all();
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("body_too_large")
                    .contains("onnection: close");
        }
        try (Raw raw = new Raw(client.port)) {
            raw.head(
                    "POST /v1/completions HTTP/1.1",
                    "Host: x",
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked");
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            assertThat(raw.send(chunk).send(chunk).send("0\r\n\r\n").all()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void onlyJsonIsTaken() {
        HttpRequest.Builder form = client.request(COMPLETIONS)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\"}"));
        HttpRequest.Builder zipped = client.request(COMPLETIONS)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\"}"));
        HttpRequest.Builder charset = client.request(COMPLETIONS)
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\"}"));

        assertThat(client.send(form).status()).isEqualTo(415);
        assertThat(client.send(zipped).status()).isEqualTo(415);
        assertThat(client.send(charset).status()).isEqualTo(200);
    }

    @Test
    void anUnknownAddressIsNotFoundAndAWrongMethodNotAllowed() {
        Client.Answer nothing = client.post("/v1/engines", "{}");
        Client.Answer method = client.get(CHAT);

        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.error().get("code").asString()).isEqualTo("not_found");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("allow")).isEqualTo("POST");
        assertThat(method.error().get("code").asString()).isEqualTo("method_not_allowed");
    }

    @Test
    void hugeHeadersAndAddressesAreRefused() {
        try (Raw raw = new Raw(client.port)) {
            assertThat(raw.send("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(5000) + "\r\n\r\n")
                            .all())
                    .startsWith("HTTP/1.1 431")
                    .contains("headers_too_large");
        }
        try (Raw raw = new Raw(client.port)) {
            assertThat(raw.send("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .all())
                    .contains(" 414 ")
                    .contains("uri_too_long");
        }
        try (Raw raw = new Raw(client.port)) {
            assertThat(raw.head("GET /v1/models/%zz HTTP/1.1", "Host: x").one()).startsWith("HTTP/1.1 404");
            assertThat(raw.send("nonsense\r\n\r\n").all()).contains(" 400 ").contains("invalid_http");
        }
    }

    @Test
    void foreignPagesMayNotCall() {
        try (Raw raw = new Raw(client.port)) {
            raw.send("GET /health HTTP/1.1\r\nHost: x\r\nOrigin: http://evil.example\r\n\r\n");
            assertThat(raw.one()).startsWith("HTTP/1.1 403").contains("origin_not_allowed");
            raw.send("GET /health HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n\r\n");
            assertThat(raw.one()).startsWith("HTTP/1.1 403");
            raw.send("GET /health HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:1\r\n\r\n");
            assertThat(raw.one()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void listedOriginsMayCall() {
        try (ScriptedServer open = ScriptedServer.start("{server: {cors_origins: [\"https://app.example\"]}}");
                Raw raw = new Raw(open.api.port())) {
            raw.head(
                    "OPTIONS /v1/models HTTP/1.1",
                    "Host: x",
                    "Origin: https://app.example",
                    "Access-Control-Request-Method: POST");
            assertThat(raw.until("\r\n\r\n"))
                    .startsWith("HTTP/1.1 204")
                    .contains("Access-Control-Allow-Origin: https://app.example")
                    .contains("Access-Control-Allow-Methods: GET, POST");
        }
    }

    @Test
    void whatCannotFitInTheContextIsRefusedBeforeItIsWorkedOn() {
        String text = Client.quoted("a".repeat(64 * 4096 + 1));
        String ids = "[" + "1,".repeat(4096) + "1]";
        try (ScriptedServer roomy = ScriptedServer.start()) {
            for (String[] each : new String[][] {
                {"/tokenize", "prompt", text},
                {"/detokenize", "tokens", ids},
                {COMPLETIONS, "prompt", text},
                {COMPLETIONS, "prompt", ids},
                {"/v1/embeddings", "input", text},
                {"/tokenize", "messages", "[{\"role\":\"user\",\"content\":" + text + "}]"},
            }) {
                Client.Answer answer = roomy.client.post(each[0], "{\"" + each[1] + "\":" + each[2] + "}");

                assertThat(answer.status()).as(each[0]).isEqualTo(400);
                assertThat(answer.error().get("code").asString()).isEqualTo("context_length_exceeded");
                assertThat(answer.error().get("param").asString()).isEqualTo(each[1]);
            }
            assertThat(roomy.engine.seen()).isEmpty();
        }
    }

    @Test
    void smallBodiesFindRoomWhenLargeOnesTakeAllThereIs() {
        try (ScriptedServer roomy = ScriptedServer.start("{server: {max_body_bytes: 100000}}")) {
            List<Raw> large = new ArrayList<>();
            for (int i = 0; i < 17; i++) { // one more than there is room for
                byte[] request = Raw.post(COMPLETIONS, "{\"prompt\":\"" + "a".repeat(99_000));
                large.add(new Raw(roomy.api.port())
                        .send(new String(request, StandardCharsets.ISO_8859_1)
                                .replaceFirst("Content-Length: \\d+", "Content-Length: 100000")));
            }
            Eventually.happens(
                    "there is no room for large ones",
                    () -> roomy.client
                            .post(COMPLETIONS, "{\"prompt\":\"" + "a".repeat(98_000) + "\"}")
                            .text()
                            .contains("bodies_full"));

            assertThat(roomy.client.post(COMPLETIONS, "{\"prompt\":\"a\"}").status())
                    .isEqualTo(200);
            large.forEach(Raw::close);
        }
    }

    @Test
    void embeddingsAndTokensAreCheckedToo() {
        assertThat(client.post("/v1/embeddings", "{\"input\":\"a\",\"dimensions\":7}")
                        .error()
                        .get("param")
                        .asString())
                .isEqualTo("dimensions");
        assertThat(client.post("/v1/embeddings", "{\"input\":\"a\",\"encoding_format\":\"x\"}")
                        .error()
                        .get("param")
                        .asString())
                .isEqualTo("encoding_format");
        assertThat(client.post("/detokenize", "{\"tokens\":[999]}")
                        .error()
                        .get("param")
                        .asString())
                .isEqualTo("tokens[0]");
        assertThat(client.post("/tokenize", "{}").error().get("param").asString())
                .isEqualTo("prompt");
    }
}
