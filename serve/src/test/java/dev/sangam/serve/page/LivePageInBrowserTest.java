package dev.sangam.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code src/test/browser/run.sh}: Chromium opens the page of a scripted server, and a person's steps are played. */
class LivePageInBrowserTest {
    private static final int SKIPPED = 77;
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    Path folder;

    @Test
    void thePageDoesWhatItsTestInTheBrowserSays() throws IOException, InterruptedException {
        Path log = folder.resolve("browser.log");
        Process process = new ProcessBuilder("bash", "src/test/browser/run.sh")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the browser took more than " + TIMEOUT_SECONDS + " s:\n" + text(log));
        }
        Assumptions.assumeFalse(process.exitValue() == SKIPPED, () -> text(log).strip());
        assertThat(process.exitValue()).as(() -> text(log)).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
