package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: its exit code, its streams, and paths that count from the folder it is called in. */
final class ProcessTest {
    @TempDir
    private Path folder;

    @Test
    void pathsCountFromTheCurrentFolder() throws Exception {
        Files.createDirectory(folder.resolve("pools"));
        Files.writeString(folder.resolve("pools/d.yaml"), Cli.TINY);
        Files.writeString(folder.resolve("t.csv"), "arrived_at,num_prefill_tokens,num_decode_tokens\n0,10,3\n");

        var run = run("simulate", "pools/d.yaml", "--workload", "t.csv", "--write-workload", "w.csv");

        run.succeeds();
        assertThat(run.out()).contains("1 completed").containsPattern("results   runs.tiny.report.html");
        assertThat(folder.resolve("runs/tiny/summary.json")).exists();
        assertThat(folder.resolve("w.csv")).exists();
    }

    @Test
    void exitCodesAreTheProcess() throws Exception {
        Files.writeString(folder.resolve("d.yaml"), Cli.TINY.replace("ttft p99 < 5s", "ttft p50 < 1ms"));

        assertThat(run("simulate", "d.yaml", "--gate").status()).isEqualTo(3);
        run("simulate", "--help").succeeds();
        run("simulate", "none.yaml").refuses("none.yaml: cannot be read (no such file)");
        run("simulate", "d.yaml", "--workload", "none.csv").refuses("--workload none.csv: is neither a file nor");
    }

    /** Streams are bytes in the encoding of a plain terminal: no picture may need more than ASCII there. */
    private Cli.Outcome run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dstdout.encoding=US-ASCII",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Sangam.class.getName()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out, StandardCharsets.US_ASCII)).doesNotContain("\ufffd");
        return new Cli.Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
