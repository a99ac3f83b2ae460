package dev.sangam.measure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.measure.client.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointProbeTest {
    @Test
    void theOnlyModelIsTakenAndTheServerIsRecognised() throws IOException {
        assertThat(probe(200, ScriptedEndpoint.models("m", "vllm"), "uvicorn").kind())
                .isEqualTo(ServerKind.VLLM);
        assertThat(probe(200, ScriptedEndpoint.models("m", "llamacpp"), "").kind())
                .isEqualTo(ServerKind.LLAMA_CPP);
        assertThat(probe(200, ScriptedEndpoint.models("m", "me"), "llama.cpp").kind())
                .isEqualTo(ServerKind.LLAMA_CPP);
        assertThat(probe(200, ScriptedEndpoint.models("m", "sangam"), "").kind())
                .isEqualTo(ServerKind.SANGAM);
        EndpointFacts other = probe(200, ScriptedEndpoint.models("m", "library"), "");
        assertThat(other.kind()).isEqualTo(ServerKind.OTHER);
        assertThat(other.model()).isEqualTo("m");
        assertThat(other.contextTokens()).isEmpty();
    }

    @Test
    void theContextIsWhatTheServerSays() throws IOException {
        String models = "{\"data\": [{\"id\": \"m\", \"owned_by\": \"vllm\", \"max_model_len\": 4096}]}";
        assertThat(probe(200, models, "").contextTokens()).hasValue(4096);
    }

    @Test
    void whatIsWrongIsSaidWithAddressAndAdvice() throws IOException {
        assertWrong(401, "{}", "", "answered 401. Maybe give an API key");
        assertWrong(
                404, "{\"error\": {\"message\": \"no\\nsuch page\"}}", "", "answered 404 (no such page). Maybe the");
        assertWrong(503, "{\"error\": \"loading\"}", "", "answered 503 (loading). Maybe it is still loading");
        assertWrong(200, "hello", "", "lists no models");
        assertWrong(200, "{\"data\": []}", "", "has no model. Maybe it is still loading one");
        String two = "{\"data\": [{\"id\": \"llama-3-8b\"}, {\"id\": \"qwen-7b\"}]}";
        assertWrong(200, two, "", "has several models, [llama-3-8b, qwen-7b]. Maybe name one");
        assertWrong(200, two, "llama-3-7b", "has no model 'llama-3-7b', but [llama-3-8b, qwen-7b]. Maybe llama-3-8b");
    }

    @Test
    void aServerWithoutAListOfModelsIsTakenWithTheModelNamed() throws IOException {
        try (ScriptedEndpoint server = new ScriptedEndpoint("", true);
                EndpointCalls calls = new EndpointCalls(server.endpoint())) {
            server.answerModels(404, "{}", "");
            assertThat(EndpointProbe.probe(calls, Optional.of("mine")).model()).isEqualTo("mine");
        }
    }

    @Test
    void aPortWhereNobodyListensIsSaid() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Endpoint nowhere = Endpoint.of("http://127.0.0.1:" + port);
        try (EndpointCalls calls = new EndpointCalls(nowhere)) {
            assertThatThrownBy(() -> EndpointProbe.probe(calls, Optional.empty()))
                    .isInstanceOf(InputException.class)
                    .hasMessage("http://127.0.0.1:" + port
                            + "/v1/models: cannot be reached (no connection). Maybe no server runs there, or on another"
                            + " port");
        }
    }

    private static EndpointFacts probe(int status, String models, String header) throws IOException {
        try (ScriptedEndpoint server = new ScriptedEndpoint("", true);
                EndpointCalls calls = new EndpointCalls(server.endpoint())) {
            server.answerModels(status, models, header);
            return EndpointProbe.probe(calls, Optional.empty());
        }
    }

    private static void assertWrong(int status, String models, String model, String message) throws IOException {
        try (ScriptedEndpoint server = new ScriptedEndpoint("", true);
                EndpointCalls calls = new EndpointCalls(server.endpoint())) {
            server.answerModels(status, models, "");
            Optional<String> wanted = Optional.of(model).filter(name -> !name.isEmpty());
            assertThatThrownBy(() -> EndpointProbe.probe(calls, wanted))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(server.endpoint() + "/v1/models: " + message);
        }
    }
}
