package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The command in this process, and the files it works on. */
final class Cli {
    /** A deployment that is simulated in milliseconds. */
    static final String TINY = """
            name: tiny
            model: llama-3-8b
            hardware: a100-80
            replicas: 1
            router: least-outstanding
            scheduler: {policy: sarathi, token_budget: 512}
            kv_cache: {memory_fraction: 0.9}
            classes:
              - {name: chat, ttft: 2s, tbt: 100ms}
            slos: ["ttft p99 < 5s"]
            workload: {class: chat, rate: 4, requests: 20, lengths: {prompt: 200, output: 10}}
            """;

    private final Path folder;

    Cli(Path folder) {
        this.folder = folder;
    }

    /** What a command gave. */
    record Outcome(int status, String out, String err) {
        Outcome succeeds() {
            assertThat(err).as("standard error").isEmpty();
            assertThat(status).as("status").isZero();
            return this;
        }

        /** Exit code 2 and one line that holds all of the parts. */
        Outcome refuses(String... parts) {
            assertThat(err).as("standard error").startsWith("sangam: ").contains(parts);
            assertThat(err.strip().lines()).as("standard error").hasSize(1);
            assertThat(err).as("standard error").doesNotContain("Exception", "\tat ", "dev.sangam");
            assertThat(out).as("standard output").isEmpty();
            assertThat(status).as("status").isEqualTo(2);
            return this;
        }
    }

    static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Sangam.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Outcome(status, out.toString(), err.toString());
    }

    /** {@code sangam simulate} of the tiny deployment, results in the folder {@code out}. */
    Outcome tiny(String... options) {
        return simulate(TINY, options);
    }

    /** {@code sangam simulate} of this deployment, results in the folder {@code out}. */
    Outcome simulate(String yaml, String... options) {
        return simulateFile(file("d.yaml", yaml), options);
    }

    Outcome simulateFile(Path deployment, String... options) {
        List<String> args = new ArrayList<>(List.of("simulate", deployment.toString()));
        if (!List.of(options).contains("--out")) {
            args.addAll(List.of("--out", out().toString()));
        }
        args.addAll(List.of(options));
        return run(args.toArray(String[]::new));
    }

    Path out() {
        return folder.resolve("out");
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path file(String name, String text) {
        return file(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every path below the folder, to see that nothing came or went. */
    List<String> names() {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.map(p -> folder.relativize(p).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Contents of a folder's files by name. */
    static Map<String, byte[]> contents(Path folder) {
        Map<String, byte[]> result = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                result.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return result;
    }
}
