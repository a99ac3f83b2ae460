package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** API keys and the tenants they belong to. */
final class KeysTest {
    private static final String COMPLETIONS = "/v1/completions";

    @TempDir
    Path folder;

    @Test
    void whoHasNoKeyIsTurnedAwayAndWhoHasOneIsKnown() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "secret-of-bob\n");
        String yaml = "tenants:\n  - {name: ann, keys: [{env: ANN_KEY}], default_tier: flex}\n"
                + "  - {name: bob, keys: [{file: \"" + file + "\"}], max_in_flight: 1}\n";
        try (ScriptedServer server = ScriptedServer.start(yaml, Map.of("ANN_KEY", "secret-of-ann"))) {
            Client client = server.client;

            Client.Answer none = client.post(COMPLETIONS, "{\"prompt\":\"a\"}");
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.header("www-authenticate")).isEqualTo("Bearer");
            assertThat(none.error().get("code").asString()).isEqualTo("invalid_api_key");
            assertThat(none.error().get("type").asString()).isEqualTo("authentication_error");
            Client.Answer wrong =
                    client.post(COMPLETIONS, "{\"prompt\":\"a\"}", "Authorization", "Bearer secret-of-eve");
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.text()).doesNotContain("secret-of-eve");
            assertThat(client.get("/v1/live/events").status()).isEqualTo(401);
            assertThat(client.get("/v1/models").status()).isEqualTo(401);
            assertThat(client.get("/health").status()).isEqualTo(200);
            assertThat(client.get("/metrics").status()).isEqualTo(200);

            Client.Answer ann = client.post(COMPLETIONS, "{\"prompt\":\"a\"}", "Authorization", "Bearer secret-of-ann");
            assertThat(ann.json().get("service_tier").asString()).isEqualTo("flex");
            assertThat(server.engine.seen().getLast().tenant()).isEqualTo("ann");
            Client.Answer bob =
                    client.post(COMPLETIONS, "{\"prompt\":[\"a\",\"b\"]}", "Authorization", "bearer secret-of-bob");
            assertThat(bob.status()).isEqualTo(429);
            assertThat(bob.error().get("code").asString()).isEqualTo("too_many_requests");
        }
    }

    @Test
    void aHashIsEnough() {
        String sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"; // of "secret"
        try (ScriptedServer server =
                ScriptedServer.start("tenants:\n  - {name: ann, keys: [{sha256: \"" + sha256 + "\"}]}\n")) {
            assertThat(server.client
                            .get("/v1/models", "Authorization", "Bearer secret")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aKeyThatCannotBeFoundStopsTheStart() {
        assertThatThrownBy(() -> ScriptedServer.start("tenants:\n  - {name: ann, keys: [{env: NO_SUCH}]}\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("ann")
                .hasMessageContaining("NO_SUCH");
        assertThatThrownBy(() -> ScriptedServer.start("tenants:\n  - {name: ann, keys: [{file: /nowhere}]}\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("/nowhere");
        assertThatThrownBy(() ->
                        ScriptedServer.start("tenants:\n  - {name: ann, keys: [{env: K}]}\n", Map.of("K", "short")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(">= 8");
    }

    @Test
    void anAddressInUseStopsTheStart() {
        try (ScriptedServer server = ScriptedServer.start()) {
            assertThatThrownBy(() -> ScriptedServer.startOn(server.api.port()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("127.0.0.1:" + server.api.port() + " is in use");
        }
    }
}
