package dev.sangam.core.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Headless Chromium, where there is one; tests that need it are skipped elsewhere. */
public final class Browser {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final long TIMEOUT_SECONDS = 120;

    private Browser() {}

    /** The document as it is after the page's scripts have run; fails when the page logged an error. */
    public static String dom(Path page, Path temp) throws IOException, InterruptedException {
        Optional<Path> browser = find();
        Assumptions.assumeTrue(browser.isPresent(), "no Chromium on the PATH");
        Path out = temp.resolve("dom.html");
        Path log = temp.resolve("browser.log");
        List<String> command = new ArrayList<>(List.of(browser.orElseThrow().toString()));
        command.addAll(List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + Files.createTempDirectory(temp, "profile"),
                "--enable-logging=stderr",
                "--virtual-time-budget=10000",
                "--dump-dom",
                page.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Chromium took more than " + TIMEOUT_SECONDS + " s");
        }
        assertThat(Files.readString(log, StandardCharsets.UTF_8).lines().filter(line -> line.contains("CONSOLE")))
                .as("console messages of the page")
                .isEmpty();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
