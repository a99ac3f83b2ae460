package dev.sangam.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** OpenAI's own client library against the scripted engine; skipped where it cannot be installed. */
final class OpenAiClientTest {
    private static final int SKIPPED = 77;

    @Test
    void theClientLibraryIsSatisfied() throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("sangam.root", ".."), "serve/src/test/openai/run.sh");
        try (ScriptedServer server = ScriptedServer.start()) {
            server.engine.pauseMillis(1);
            ProcessBuilder run = new ProcessBuilder(script.toString(), "http://127.0.0.1:" + server.api.port());
            run.environment().put("SCRIPTED", "1");
            Path log = Files.createTempFile("openai-client", ".log");
            Process process =
                    run.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            int status = process.waitFor();
            String said = Files.readString(log, StandardCharsets.UTF_8);
            Files.delete(log);

            System.out.println(said);
            assumeThat(status).as(said).isNotEqualTo(SKIPPED);
            assertThat(status).as(said).isZero();
        }
    }
}
