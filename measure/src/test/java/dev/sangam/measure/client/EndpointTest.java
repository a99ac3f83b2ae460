package dev.sangam.measure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void addressesAreTakenWithOrWithoutTheirVersion() {
        assertThat(Endpoint.of("http://127.0.0.1:8000/v1/")).hasToString("http://127.0.0.1:8000");
        assertThat(Endpoint.of("HTTPS://api.example.org/openai/v1")).hasToString("https://api.example.org/openai");
        assertThat(Endpoint.of("https://example.org").port()).isEqualTo(443);
        assertThat(Endpoint.of("http://example.org").port()).isEqualTo(80);
        assertThat(Endpoint.of("http://[::1]:81").host()).isEqualTo("::1");
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutItsSecrets() {
        for (String bad : new String[] {
            "127.0.0.1:8000", "ftp://x", "http://", "http://h:0", "http://h:99999", "http://h?x=1", "http://h/#a", "h t"
        }) {
            assertThatThrownBy(() -> Endpoint.of(bad)).as(bad).isInstanceOf(InputException.class);
        }
        assertThatThrownBy(() -> Endpoint.of("http://me:secret@host"))
                .isInstanceOf(InputException.class)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void headersThatCouldAddOthersAreRefused() {
        Endpoint endpoint = Endpoint.of("http://host");
        assertThatThrownBy(() -> endpoint.withHeader("X-A", "1\r\nX-B: 2")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> endpoint.withHeader("X A", "1")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> endpoint.withHeader("Content-Length", "1")).hasMessageContaining("it is counted");
        assertThatThrownBy(() -> endpoint.withKey("a\nb")).message().doesNotContain("b\n");
        assertThatThrownBy(() -> endpoint.withKey(" ")).isInstanceOf(InputException.class);
        assertThat(endpoint.withHeader("X-A", "ü").headers()).containsEntry("X-A", "ü");
    }
}
