package dev.sangam.measure.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.endpoint.ServerKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptBodiesTest {
    private static final Label CHAT =
            new Label(new QosClass("chat", new Slo.Interactive(2_000_000_000L, 100_000_000L)), 1, "shop");
    private static final Label BATCH =
            new Label(new QosClass("batch", new Slo.NonInteractive(60_000_000_000L)), 0, "a");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("prompts.txt"), "One\n\nTwo\nThree\n");
    }

    @Test
    void eachServerGetsTheFieldsThatItTakes() {
        assertThat(body(ServerKind.SANGAM, Api.CHAT))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"One\"}],\"max_tokens\":7,"
                        + "\"temperature\":0.0,\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"ignore_eos\":true,\"slo\":{\"ttft_ms\":2000.0,\"tbt_ms\":100.0},\"priority\":1,"
                        + "\"user\":\"shop\"}");
        assertThat(body(ServerKind.VLLM, Api.COMPLETIONS))
                .isEqualTo("{\"model\":\"m\",\"prompt\":\"One\",\"max_tokens\":7,\"temperature\":0.0,\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true},\"ignore_eos\":true}");
        assertThat(body(ServerKind.OPENAI, Api.CHAT))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"One\"}],"
                        + "\"max_completion_tokens\":7,\"temperature\":0.0,\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}");
    }

    @Test
    void aStyleCanBeChangedFieldByField() {
        RequestStyle style = RequestStyle.of(ServerKind.OTHER, Api.CHAT)
                .withStream(false)
                .withLengthField(LengthField.MAX_COMPLETION_TOKENS)
                .withIgnoreEndOfText(true)
                .withTemperature(OptionalDouble.empty())
                .withQos(EnumSet.of(QosField.SERVICE_TIER, QosField.USER))
                .withExtra(ExtraFields.parse("{\"top_k\": 1, \"user\": \"me\", \"metadata\": {\"a\": [1]}}"));
        assertThat(text(bodies(style, i -> i).body(0, List.of())))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"One\"}],"
                        + "\"max_completion_tokens\":7,\"stream\":false,\"ignore_eos\":true,\"service_tier\":\"chat\","
                        + "\"user\":\"me\",\"top_k\":1,\"metadata\":{\"a\":[1]}}");
    }

    @Test
    void aPromiseOfALastTokenIsToldAndSoIsThatNothingIsPromised() {
        PromptBodies bodies = bodies(RequestStyle.of(ServerKind.SANGAM, Api.CHAT), i -> i);
        assertThat(text(bodies.body(1, List.of()))).contains("\"slo\":{\"ttlt_ms\":60000.0},\"priority\":0");
        assertThat(text(bodies.body(2, List.of()))).contains("\"service_tier\":\"best-effort\"");
    }

    @Test
    void aTurnBringsAllThatWasSaidBefore() {
        IntUnaryOperator conversation = i -> i == 2 ? 0 : i;
        PromptBodies chat = bodies(RequestStyle.of(ServerKind.OTHER, Api.CHAT), conversation);
        assertThat(text(chat.body(2, List.of("An \"answer\""))))
                .startsWith("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"One\"},"
                        + "{\"role\":\"assistant\",\"content\":\"An \\\"answer\\\"\"},"
                        + "{\"role\":\"user\",\"content\":\"Three\"}],");
        assertThat(text(chat.body(1, List.of())))
                .contains("\"content\":\"Two\"")
                .doesNotContain("One");
        PromptBodies completions = bodies(RequestStyle.of(ServerKind.OTHER, Api.COMPLETIONS), conversation);
        assertThat(text(completions.body(2, List.of(" more."))))
                .startsWith("{\"model\":\"m\",\"prompt\":\"One more.\\n\\nThree\"");
        assertThatThrownBy(() -> chat.body(2, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("request 2 has 0 answers before it; it must have 1");
    }

    @Test
    void fieldsThatTheMeasurementStandsOnAreNotFree() {
        assertThatThrownBy(() -> ExtraFields.parse("{\"n\": 2}"))
                .isInstanceOf(InputException.class)
                .hasMessage("extra fields have n; it follows from the workload and the options");
        assertThatThrownBy(() -> ExtraFields.parse("[1]")).hasMessageContaining("must be a JSON object");
        assertThatThrownBy(() -> ExtraFields.parse("{\"a\": 1} x")).hasMessageContaining("which is not JSON");
        assertThatThrownBy(() -> ExtraFields.parse("{\"a\": 1, \"a\": 2}")).hasMessageContaining("which is not JSON");
    }

    @Test
    void messagesOfAFileAreSentAsTheyAre() throws IOException {
        String messages = "[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hi\"}]";
        Files.writeString(file, "{\"messages\": " + messages + "}\n{\"prompt\": \"Yes?\"}\n");
        PromptBodies bodies = bodies(RequestStyle.of(ServerKind.OTHER, Api.CHAT), i -> i);
        assertThat(text(bodies.body(0, List.of()))).contains("\"messages\":" + messages);
        assertThat(text(bodies.body(1, List.of()))).contains("\"content\":\"Yes?\"");
        assertThat(text(bodies.body(2, List.of()))).contains("Be brief.");
        assertThat(bodies.promptTokens(0)).isEqualTo(-1);
        assertThat(bodies.lengths()).isEqualTo("as in " + file + ", 2 prompts");
    }

    @Test
    void aWrongLineOfAFileIsNamed() throws IOException {
        assertWrong("\n{\"prompt\": 3}", "2: prompt is NUMBER; it must be a text");
        assertWrong("{\"prompt\": \"a\", \"id\": 1}", "1: has the keys [prompt, id]; it must have either");
        assertWrong("{\"messages\": []}", "1: messages is ARRAY; it must be a list, not empty");
        assertWrong("{\"prompt\": ", "1: is not JSON");
        assertWrong("{\"messages\": [{\"role\": \"user\"}]}", "1: has a message without role or content");
        assertWrong("\n \n", " has no prompts");
    }

    private void assertWrong(String lines, String message) throws IOException {
        Files.writeString(file, lines);
        assertThatThrownBy(() -> FilePrompts.read(file, Api.CHAT))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ":" + message);
    }

    private String body(ServerKind kind, Api api) {
        return text(bodies(RequestStyle.of(kind, api), i -> i).body(0, List.of()));
    }

    private PromptBodies bodies(RequestStyle style, IntUnaryOperator conversation) {
        Workload workload = new WorkloadBuilder()
                .add(0, 10, 7, CHAT)
                .add(1, 10, 7, BATCH)
                .add(2, 10, 7, Label.DEFAULT)
                .build();
        Endpoint nowhere = Endpoint.of("http://127.0.0.1:9");
        EndpointFacts facts = new EndpointFacts(nowhere, ServerKind.OTHER, "m", OptionalInt.empty());
        PromptPlan plan = new PromptPlan(new PromptSource.PromptFile(file), style, 1, Optional.empty());
        try (EndpointCalls calls = new EndpointCalls(nowhere)) {
            return PromptBodies.prepare(calls, facts, workload, conversation, plan);
        }
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
