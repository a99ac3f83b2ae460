package dev.sangam.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
    @Test
    void severalMastersAreOneAddress() {
        assertThat(Address.of("spark://a:7077,b:7078")).isInstanceOfSatisfying(Address.Masters.class, masters -> {
            assertThat(masters.places()).hasSize(2);
            assertThat(masters.places().getLast().getPort()).isEqualTo(7078);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "local[2]", "local[*]"})
    void threadsOfThisProcessAreAnAddress(String text) {
        assertThat(Address.of(text)).isEqualTo(new Address.OnThisMachine(text));
    }

    @Test
    void processesOfThisMachineAreAnAddress() {
        assertThat(Address.of("local-cluster[2,1,1024]")).isInstanceOf(Address.Processes.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yarn",
                "host:7077",
                "spark://host",
                "spark://:7077",
                "spark://host:70777",
                "spark://host:0",
                "local[0]",
                "local[9999]",
                "local-cluster[0,1,1024]",
                "local-cluster[2]"
            })
    void anythingElseIsTheUsersError(String text) {
        assertThatThrownBy(() -> Address.of(text))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--cluster " + text + ": ");
    }

    @Test
    void aMasterThatDoesNotAnswerIsSaidAtOnce() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> Settings.of(Address.of("spark://127.0.0.1:" + port)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no master answers there")
                .hasMessageContaining("Maybe");
    }
}
