package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Same seed, same bytes, in every file. */
final class SameSeedTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet"})
    void equalRunsWriteEqualBytesAndAnotherSeedOthers(String tables) {
        var first = run("a", tables, "7");
        var again = run("b", tables, "7");
        var other = run("c", tables, "8");

        assertThat(first.keySet()).isEqualTo(again.keySet()).hasSize(7).contains("steps." + tables, "seeds.json");
        first.forEach((name, bytes) -> assertThat(again.get(name)).as(name).isEqualTo(bytes));
        assertThat(Arrays.equals(first.get("summary.json"), other.get("summary.json")))
                .isFalse();
    }

    private Map<String, byte[]> run(String name, String tables, String seed) {
        Path out = folder.resolve(name);
        List<String> args = Stream.concat(
                        Stream.of("simulate", "--duration", "20s", "--replicas", "3", "--out", out.toString()),
                        Stream.of(
                                "--set",
                                "router=random",
                                "--seeds",
                                "3",
                                "--trace",
                                "--seed",
                                seed,
                                "--tables",
                                tables))
                .toList();
        Cli.run(args.toArray(String[]::new)).succeeds();
        var contents = Cli.contents(out);
        assertThat(contents).containsKey("report.html");
        return contents;
    }
}
