package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code python -m profiler} as its users run it, where there is a Python that can: one of the PATH, or that of
 * {@code -Dsangam.python}.
 */
final class ProfilerTest {
    private static final String PROPERTY = "sangam.profiles";
    private static final long TIMEOUT_SECONDS = 180;
    private static final Path ROOT = Path.of(System.getProperty("sangam.root", ".."));

    @TempDir
    private Path folder;

    private final String before = System.getProperty(PROPERTY, "");

    @BeforeEach
    void keepProfilesApart() {
        System.setProperty(PROPERTY, folder.resolve("library").toString());
    }

    @AfterEach
    void restore() {
        System.setProperty(PROPERTY, before);
    }

    @Test
    void itsOwnTestsPass() throws IOException, InterruptedException {
        String python = python("import sys; sys.exit(sys.version_info < (3, 9))", "Python 3.9");
        Ran ran = run(List.of(python, "-m", "unittest", "discover", "-s", "profiler/tests", "-t", "."));
        assertThat(ran.status).as(ran.text).isZero();
        assertThat(ran.text).containsPattern("Ran [0-9]{2,} tests");
    }

    @Test
    void aProcessorIsMeasuredImportedAndSimulated() throws IOException, InterruptedException {
        String python = python("import torch", "Python with torch");
        Path config =
                ROOT.resolve("profiler/tests/tiny-llama.json").toAbsolutePath().normalize();
        Path measured = folder.resolve("measured");
        Ran ran = run(List.of(
                python,
                "-m",
                "profiler",
                "--model",
                config.toString(),
                "--out",
                measured.toString(),
                "--device",
                "cpu",
                "--quick",
                "--minutes",
                "0.05"));
        assertThat(ran.status).as(ran.text).isZero();

        Cli.Outcome imported =
                Cli.run("profile", "import", measured.toString(), "--name", "here", "--model", config.toString());
        assertThat(imported.succeeds().out())
                .contains("Sangam's profiler, ", "attention_mixed", "median of the operators", "kept as   here");
        Cli cli = new Cli(folder);
        String deployment = """
                name: measured
                model: '%s'
                batch_time: {source: profile, name: here}
                kv_cache: {blocks: 100}
                scheduler: {policy: vllm-v1, token_budget: 32, max_sequences: 4}
                workload: {rate: 5, requests: 30, lengths: {prompt: 40, output: 8}}
                """.formatted(config);
        assertThat(cli.simulate(deployment).succeeds().out())
                .contains("30 completed", "batch time    measured profile", "of the measured machine");
    }

    private record Ran(int status, String text) {}

    private Ran run(List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " took more than " + TIMEOUT_SECONDS + " s:\n" + Files.readString(log));
        }
        return new Ran(process.exitValue(), Files.readString(log));
    }

    /** The first Python in which this runs; the test is skipped where there is none. */
    private String python(String probe, String what) throws IOException, InterruptedException {
        Optional<String> found = Optional.empty();
        for (String candidate : candidates()) {
            if (found.isEmpty() && run(List.of(candidate, "-c", probe)).status == 0) {
                found = Optional.of(candidate);
            }
        }
        assumeTrue(found.isPresent(), "no " + what + " on the PATH");
        return found.orElseThrow();
    }

    private static List<String> candidates() {
        String given = System.getProperty("sangam.python", "");
        if (!given.isEmpty()) {
            return List.of(given);
        }
        List<String> candidates = new ArrayList<>();
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, "python3"))
                .filter(Files::isExecutable)
                .forEach(python -> candidates.add(python.toString()));
        return candidates;
    }
}
