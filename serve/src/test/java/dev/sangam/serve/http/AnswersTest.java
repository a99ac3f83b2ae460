package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.request.QosClass;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the endpoints answer when all goes well. */
final class AnswersTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static ScriptedServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = ScriptedServer.start();
        client = server.client;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String chat(String content, String more) {
        return "{\"model\":\"scripted\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":" + Client.quoted(content) + "}]" + more + "}";
    }

    private static GenerationRequest last() {
        return server.engine.seen().getLast();
    }

    @Test
    void aChatIsAnswered() {
        JsonNode answer = client.post(CHAT, chat("hello", "")).json();

        assertThat(answer.get("id").asString()).startsWith("chatcmpl-");
        assertThat(answer.get("object").asString()).isEqualTo("chat.completion");
        assertThat(answer.get("created").asLong()).isGreaterThan(1_700_000_000);
        assertThat(answer.get("model").asString()).isEqualTo("scripted");
        assertThat(answer.get("service_tier").asString()).isEqualTo("default");
        assertThat(answer.get("system_fingerprint").asString()).startsWith("fp_");
        JsonNode choice = answer.get("choices").get(0);
        assertThat(choice.get("index").asInt()).isZero();
        assertThat(choice.get("message").get("role").asString()).isEqualTo("assistant");
        assertThat(choice.get("message").get("content").asString()).isEqualTo("hello");
        assertThat(choice.get("finish_reason").asString()).isEqualTo("stop");
        assertThat(choice.get("logprobs").isNull()).isTrue();
        assertThat(answer.get("usage").toString())
                .isEqualTo("{\"prompt_tokens\":5,\"completion_tokens\":5,\"total_tokens\":10,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":2}}");
    }

    @Test
    void aStreamHasARoleThenTextThenAReasonThenUsage() {
        Client.Answer answer =
                client.post(CHAT, chat("héy", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        assertThat(answer.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(answer.data()).last().isEqualTo("[DONE]");
        List<JsonNode> events = answer.events();
        assertThat(events.getFirst().get("choices").get(0).get("delta").toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
        StringBuilder text = new StringBuilder();
        for (JsonNode event : events.subList(0, events.size() - 1)) {
            assertThat(event.get("object").asString()).isEqualTo("chat.completion.chunk");
            assertThat(event.get("id")).isEqualTo(events.getFirst().get("id"));
            assertThat(event.get("usage").isNull()).isTrue();
            text.append(event.get("choices").get(0).get("delta").path("content").asString(""));
        }
        assertThat(text).hasToString("héy");
        JsonNode end = events.get(events.size() - 2).get("choices").get(0);
        assertThat(end.get("finish_reason").asString()).isEqualTo("stop");
        assertThat(events.getLast().get("choices").isEmpty()).isTrue();
        assertThat(events.getLast().get("usage").get("total_tokens").asInt()).isEqualTo(8);
    }

    @Test
    void aStreamWithoutUsageHasNone() {
        Client.Answer answer = client.post(CHAT, chat("a", ",\"stream\":true"));

        assertThat(answer.events())
                .allSatisfy(event -> assertThat(event.has("usage")).isFalse());
    }

    @Test
    void promptsTimesNAreAnsweredInOrder() {
        JsonNode answer = client.post(COMPLETIONS, "{\"prompt\":[\"ab\",\"cd\"],\"n\":2,\"seed\":7}")
                .json();

        assertThat(answer.get("object").asString()).isEqualTo("text_completion");
        assertThat(answer.get("choices")
                        .valueStream()
                        .map(each -> each.get("text").asString()))
                .containsExactly("ab", "ab", "cd", "cd");
        assertThat(answer.get("choices")
                        .valueStream()
                        .map(each -> each.get("index").asInt()))
                .containsExactly(0, 1, 2, 3);
        assertThat(answer.get("usage").get("prompt_tokens").asInt()).isEqualTo(4);
        assertThat(server.engine.seen().reversed().stream()
                        .limit(4)
                        .map(each -> each.sampling().seed()))
                .containsExactlyInAnyOrder(7L, 8L, 7L, 8L);
    }

    @Test
    void aStreamOfSeveralOutputsTellsThemApart() {
        Client.Answer answer = client.post(COMPLETIONS, "{\"prompt\":[\"ab\",\"cd\"],\"stream\":true}");

        StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
        for (JsonNode event : answer.events()) {
            JsonNode choice = event.get("choices").get(0);
            texts[choice.get("index").asInt()].append(choice.get("text").asString());
        }
        assertThat(texts[0]).hasToString("ab");
        assertThat(texts[1]).hasToString("cd");
        assertThat(answer.data()).last().isEqualTo("[DONE]");
    }

    @Test
    void tokensAreAPromptToo() {
        JsonNode answer = client.post(COMPLETIONS, "{\"prompt\":[104,105]}").json();

        assertThat(answer.get("choices").get(0).get("text").asString()).isEqualTo("hi");
        assertThat(last().prompt()).isEqualTo(new Prompt.Tokens(List.of(104, 105)));
    }

    @Test
    void echoPutsThePromptFirst() {
        assertThat(client.post(COMPLETIONS, "{\"prompt\":[104,105],\"echo\":true}")
                        .json()
                        .get("choices")
                        .get(0)
                        .get("text")
                        .asString())
                .isEqualTo("hihi");
        Client.Answer streamed = client.post(COMPLETIONS, "{\"prompt\":\"yo\",\"echo\":true,\"stream\":true}");
        assertThat(streamed.events()
                        .getFirst()
                        .get("choices")
                        .get(0)
                        .get("text")
                        .asString())
                .isEqualTo("yo");
    }

    @Test
    void logprobsOfAChatHaveBytesAndAlternatives() {
        JsonNode content = client.post(CHAT, chat("é", ",\"logprobs\":true,\"top_logprobs\":2"))
                .json()
                .get("choices")
                .get(0)
                .get("logprobs")
                .get("content");

        assertThat(content.get(0).toString())
                .isEqualTo("{\"token\":\"\\\\xc3\",\"logprob\":-0.25,\"bytes\":[195],\"top_logprobs\":["
                        + "{\"token\":\"\\\\xc3\",\"logprob\":-0.25,\"bytes\":[195]},"
                        + "{\"token\":\"b\",\"logprob\":-1.25,\"bytes\":[98]}]}");
        assertThat(content.size()).isEqualTo(2);
    }

    @Test
    void logprobsOfACompletionAreLists() {
        JsonNode logprobs = client.post(COMPLETIONS, "{\"prompt\":\"aé\",\"logprobs\":1}")
                .json()
                .get("choices")
                .get(0)
                .get("logprobs");

        assertThat(logprobs.toString())
                .isEqualTo("{\"tokens\":[\"a\",\"bytes:\\\\xc3\",\"bytes:\\\\xa9\"],"
                        + "\"token_logprobs\":[-0.25,-0.25,-0.25],"
                        + "\"top_logprobs\":[{\"a\":-0.25},{\"bytes:\\\\xc3\":-0.25},{\"bytes:\\\\xa9\":-0.25}],"
                        + "\"text_offset\":[0,1,2]}");
    }

    @Test
    void everyParameterReachesTheEngine() {
        client.post(
                CHAT,
                chat(
                        "parameters",
                        ",\"max_tokens\":3,\"temperature\":0.5,\"top_p\":0.9,\"top_k\":-1,"
                                + "\"min_p\":0.1,\"repetition_penalty\":1.1,\"frequency_penalty\":-0.5,\"presence_penalty\":0.25,"
                                + "\"logit_bias\":{\"65\":-100},\"seed\":42,\"stop\":[\"x\",\"y\"],\"priority\":3,\"user\":\"ann\","
                                + "\"ignore_eos\":true,\"slo\":{\"ttlt_ms\":1500},\"metadata\":{\"a\":\"b\"},\"store\":false,"
                                + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"strict\":true,"
                                + "\"schema\":{\"type\":\"object\"}}}"));

        GenerationRequest request = last();
        assertThat(request.maxTokens()).isEqualTo(3);
        assertThat(request.sampling().temperature()).isEqualTo(0.5);
        assertThat(request.sampling().topP()).isEqualTo(0.9);
        assertThat(request.sampling().topK()).isZero();
        assertThat(request.sampling().minP()).isEqualTo(0.1);
        assertThat(request.sampling().repetitionPenalty()).isEqualTo(1.1);
        assertThat(request.sampling().frequencyPenalty()).isEqualTo(-0.5);
        assertThat(request.sampling().presencePenalty()).isEqualTo(0.25);
        assertThat(request.sampling().logitBias()).isEqualTo(Map.of(65, -100.0));
        assertThat(request.sampling().seed()).isEqualTo(42);
        assertThat(request.sampling().logprobs()).isEqualTo(-1);
        assertThat(request.stop()).containsExactly("x", "y");
        assertThat(request.priority()).isEqualTo(3);
        assertThat(request.tenant()).isEqualTo("ann");
        assertThat(request.ignoreEos()).isTrue();
        assertThat(request.qos().name()).isEqualTo(ServerConfig.CUSTOM_CLASS);
        assertThat(request.format()).isEqualTo(new ResponseFormat.JsonSchema("{\"type\":\"object\"}"));
    }

    @Test
    void whatIsNotSaidIsAsInOpenAi() {
        client.post(COMPLETIONS, "{\"prompt\":\"defaults\"}");

        GenerationRequest request = last();
        assertThat(request.maxTokens()).isEqualTo(16);
        assertThat(request.sampling().temperature()).isEqualTo(1);
        assertThat(request.sampling().topP()).isEqualTo(1);
        assertThat(request.stop()).isEmpty();
        assertThat(request.format()).isEqualTo(ResponseFormat.TEXT);
        assertThat(request.qos())
                .isEqualTo(new QosClass("interactive", request.qos().slo()));
        assertThat(request.tenant()).isEqualTo("default");
    }

    @Test
    void partsOfTextAreJoined() {
        JsonNode answer = client.post(
                        CHAT,
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                                + "{\"type\":\"text\",\"text\":\"b\"}]}]}")
                .json();

        assertThat(answer.get("choices").get(0).get("message").get("content").asString())
                .isEqualTo("a\nb");
    }

    @Test
    void aStopStringIsNotPartOfTheText() {
        JsonNode choice = client.post(CHAT, chat("one two", ",\"stop\":\" t\""))
                .json()
                .get("choices")
                .get(0);

        assertThat(choice.get("message").get("content").asString()).isEqualTo("one");
        assertThat(choice.get("finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void aLimitEndsAnOutput() {
        JsonNode choice = client.post(CHAT, chat("abcdef", ",\"max_completion_tokens\":2"))
                .json()
                .get("choices")
                .get(0);

        assertThat(choice.get("message").get("content").asString()).isEqualTo("ab");
        assertThat(choice.get("finish_reason").asString()).isEqualTo("length");
    }

    @Test
    void embeddingsComeAsFloatsOrBase64() {
        JsonNode floats =
                client.post("/v1/embeddings", "{\"input\":[\"abc\",\"d\"]}").json();
        JsonNode base64 = client.post("/v1/embeddings", "{\"input\":\"abc\",\"encoding_format\":\"base64\"}")
                .json();

        assertThat(floats.get("data").get(0).get("embedding").toString()).isEqualTo("[3.0,0.5,-0.25,1.0]");
        assertThat(floats.get("data").get(1).get("index").asInt()).isEqualTo(1);
        assertThat(floats.get("usage").get("prompt_tokens").asInt()).isEqualTo(4);
        byte[] bytes = Base64.getDecoder()
                .decode(base64.get("data").get(0).get("embedding").asString());
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat())
                .isEqualTo(3);
        assertThat(bytes).hasSize(16);
    }

    @Test
    void textBecomesTokensAndTokensText() {
        assertThat(client.post("/tokenize", "{\"prompt\":\"hé\"}").text())
                .isEqualTo("{\"count\":3,\"max_model_len\":4096,\"tokens\":[104,195,169]}");
        assertThat(client.post("/tokenize", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}")
                        .json()
                        .get("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(client.post("/detokenize", "{\"tokens\":[104,195,169]}").text())
                .isEqualTo("{\"prompt\":\"hé\"}");
        assertThat(client.post("/detokenize", "{\"tokens\":[]}").text()).isEqualTo("{\"prompt\":\"\"}");
    }

    @Test
    void theModelIsListedAndFound() {
        JsonNode list = client.get("/v1/models").json();

        assertThat(list.get("object").asString()).isEqualTo("list");
        assertThat(list.get("data").get(0).get("id").asString()).isEqualTo("scripted");
        assertThat(client.get("/v1/models/scripted").json().get("max_model_len").asInt())
                .isEqualTo(4096);
        assertThat(client.get("/v1/models/other").error().get("code").asString())
                .isEqualTo("model_not_found");
    }

    @Test
    void aRequestIdIsKeptWhenItIsSaneAndMadeWhenNot() {
        assertThat(client.get("/health", "x-request-id", "my-id.1").header("x-request-id"))
                .isEqualTo("my-id.1");
        assertThat(client.get("/health", "x-request-id", "a b<script>").header("x-request-id"))
                .startsWith("req_");
    }

    @Test
    void metricsCountByClassAndKnowTheNamesOfVllm() {
        client.post(CHAT, chat("metrics", ",\"service_tier\":\"flex\""));

        String metrics = client.get("/metrics").text();

        assertThat(metrics)
                .contains("sangam_requests_total{class=\"flex\",outcome=\"ok\"} 1.0")
                .contains("sangam_output_tokens_total{class=\"flex\"} 7.0")
                .contains("sangam_time_to_first_token_seconds_count{class=\"flex\"} 1")
                .contains("sangam_time_between_tokens_seconds_count{class=\"flex\"} 6")
                .contains("sangam_request_duration_seconds_count{class=\"flex\"} 1")
                .contains("sangam_http_responses_total{route=\"/v1/chat/completions\",status=\"200\"}")
                .contains("sangam_kv_blocks 100.0")
                .contains("vllm:num_requests_waiting{model_name=\"scripted\"}")
                .contains("vllm:num_requests_running{model_name=\"scripted\"}")
                .contains("vllm:kv_cache_usage_perc{model_name=\"scripted\"}")
                .contains("vllm:cache_config_info{block_size=\"16\"")
                .contains("vllm:time_to_first_token_seconds_bucket{model_name=\"scripted\"")
                .contains("vllm:inter_token_latency_seconds_count{model_name=\"scripted\"");
    }

    @Test
    void metricsAreTextWhateverIsAskedFor() {
        String binary = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

        assertThat(client.get("/metrics", "Accept", binary).header("content-type"))
                .startsWith("text/plain");
        assertThat(client.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0")
                        .header("content-type"))
                .startsWith("application/openmetrics-text");
    }

    @Test
    void aHeadRequestHasTheHeadAlone() {
        try (Raw raw = new Raw(client.port)) {
            String answer = raw.send("HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .all();

            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n").contains("ontent-");
        }
    }

    @Test
    void requestsOnOneConnectionAreAnsweredInOrder() {
        byte[] a = Raw.post(COMPLETIONS, "{\"prompt\":\"first\"}");
        byte[] b = Raw.post(COMPLETIONS, "{\"prompt\":\"second\"}");
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        try (Raw raw = new Raw(client.port)) {
            raw.send(both);

            assertThat(raw.one()).contains("\"text\":\"first\"");
            assertThat(raw.one()).contains("\"text\":\"second\"");
        }
    }
}
