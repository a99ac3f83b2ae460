package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any deployment is simulated or refused with one line, whatever was done to it. {@code -Dsangam.seed=N} repeats a run. */
final class DeploymentFuzzTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123);
    private static final int ROUNDS = Integer.getInteger("sangam.rounds", 400);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Pattern KEY = Pattern.compile("[a-z_0-9]+(?=:)");
    private static final Pattern VALUE = Pattern.compile("(?<=: )[^\\s,{}\\[\\]]+(?=[\\s,}\\]])");

    /** Values that are wrong in most places, and right in some. */
    private static final List<String> VALUES = List.of(
            "0",
            "1",
            "2",
            "3",
            "7",
            "-1",
            "1.5",
            "1e30",
            "-1e30",
            "1e-30",
            "1e999999",
            "9223372036854775807",
            "NaN",
            ".inf",
            "~",
            "null",
            "''",
            "'\\0'",
            "\"\\0\"",
            "true",
            "no",
            "abc",
            "[]",
            "{}",
            "[1, 2]",
            "{a: 1}",
            "1s",
            "0s",
            "1ns",
            "100h",
            "*x",
            "&x y",
            "!!set {}",
            "lightllm",
            "orca",
            "vllm-v1",
            "vllm-v0",
            "faster-transformer",
            "vidur-lor",
            "phi-2",
            "falcon-180b",
            "h100",
            "static",
            "gamma",
            "ramp",
            "trace",
            "roofline",
            "niyama-regression",
            "operator-tables",
            ".",
            "4096",
            "65536",
            "100000",
            "16777216",
            "- 1",
            "\t",
            "\"",
            "x: y: z");

    @TempDir
    private Path folder;

    @Test
    void aMutatedDeploymentRunsOrIsRefused() throws IOException {
        Path reference = Path.of(System.getProperty("sangam.root"), "docs", "deployment.yaml");
        List<String> lines = Files.readAllLines(reference).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.replaceFirst(" +#.*", ""))
                .filter(line -> !line.isBlank())
                .toList();
        Random random = new Random(SEED);
        Cli cli = new Cli(folder);
        int ran = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String yaml = mutated(lines, random);
            var future = CompletableFuture.supplyAsync(() -> cli.simulate(
                    yaml, "--set", "workload.duration=2s", "--set", "workload.requests=20", "--tables", "none"));
            assertThat(future)
                    .as("hangs, -Dsangam.seed=%d round %d%n%s", SEED, round, yaml)
                    .succeedsWithin(PATIENCE);
            var outcome = future.join();
            ran += outcome.status() == 0 ? 1 : 0;
            if (outcome.status() != 0) {
                assertThat(outcome.status() == 2
                                && outcome.err().strip().lines().count() == 1)
                        .as("-Dsangam.seed=%d round %d%n%s%n%s", SEED, round, outcome.err(), yaml)
                        .isTrue();
            }
        }
        assertThat(ran).as("deployments that ran").isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
    }

    private static String mutated(List<String> reference, Random random) {
        List<String> lines = new ArrayList<>(reference);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && !lines.isEmpty(); i++) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(10)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(at));
                case 2 -> lines.set(at, replaced(KEY, lines.get(at), List.of("x", "name", "rate", "path"), random));
                case 3 ->
                    lines.set(at, " ".repeat(random.nextInt(4)) + lines.get(at).strip());
                case 4 -> lines.set(at, scratched(lines.get(at), random));
                default -> lines.set(at, replaced(VALUE, lines.get(at) + " ", VALUES, random));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String replaced(Pattern what, String line, List<String> by, Random random) {
        MatchResult[] places = what.matcher(line).results().toArray(MatchResult[]::new);
        if (places.length == 0) {
            return line;
        }
        MatchResult place = Arrays.asList(places).get(random.nextInt(places.length));
        return line.substring(0, place.start()) + by.get(random.nextInt(by.size())) + line.substring(place.end());
    }

    private static String scratched(String line, Random random) {
        char[] text = line.toCharArray();
        text[random.nextInt(text.length)] = (char) (' ' + random.nextInt(96));
        return new String(text);
    }
}
