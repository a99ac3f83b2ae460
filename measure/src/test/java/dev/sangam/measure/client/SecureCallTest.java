package dev.sangam.measure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.ScriptedServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, with a certificate that is made for the test. */
class SecureCallTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private Path folder;

    private SSLContext context() throws Exception {
        Path file = folder.resolve("keys.p12");
        if (Files.notExists(file)) {
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            Process process = new ProcessBuilder(
                            keytool.toString(),
                            "-genkeypair",
                            "-alias",
                            "test",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost",
                            "-validity",
                            "2",
                            "-keystore",
                            file.toString(),
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            assertThat(process.waitFor()).isZero();
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    @Test
    void answersComeOverTlsOnConnectionsThatAreKept() throws Exception {
        SSLContext context = context();
        Script script = Script.steady(20, 0, Asking.MS);
        try (ScriptedServer server = ScriptedServer.startSecure(context.getServerSocketFactory(), asked -> script);
                StreamClient client = new StreamClient(
                        Endpoint.of(server.address()).withTrust(context), ClientOptions.DEFAULT, Optional.empty())) {
            for (int i = 0; i < 3; i++) {
                Reply reply = Asking.ask(client, i);
                assertThat(reply.outcome()).as(reply.detail()).isEqualTo(Outcome.COMPLETED);
                assertThat(reply.chunkTimes()).hasSize(20);
                assertThat(IntStream.range(1, 20).filter(k -> reply.chunkTimes()[k] > reply.chunkTimes()[k - 1]))
                        .isNotEmpty();
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatIsNotTrustedOrHasAnotherNameIsNotConnectedTo() throws Exception {
        SSLContext context = context();
        try (ScriptedServer server =
                ScriptedServer.startSecure(context.getServerSocketFactory(), asked -> Script.steady(1, 0, 0))) {
            Endpoint untrusted = Endpoint.of(server.address());
            Endpoint misnamed = Endpoint.of(server.address().replace("localhost", "127.0.0.1"))
                    .withTrust(context);
            for (Endpoint endpoint : new Endpoint[] {untrusted, misnamed}) {
                try (StreamClient client = new StreamClient(endpoint, ClientOptions.DEFAULT, Optional.empty())) {
                    Reply reply = Asking.ask(client, 0);
                    assertThat(reply.outcome()).isEqualTo(Outcome.CONNECT);
                    assertThat(reply.detail()).isNotEmpty();
                }
            }
        }
    }
}
