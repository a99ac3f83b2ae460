package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sangam.measure.run.RunFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
    void theDemoUnderAnotherWorkloadHasItsName() throws Exception {
        Files.createDirectory(folder.resolve("traces"));
        Files.writeString(
                folder.resolve("traces/t.1.csv"), "arrived_at,num_prefill_tokens,num_decode_tokens\n0,10,3\n");

        assertThat(run("simulate", "--workload", "traces/t.1.csv").succeeds().out())
                .startsWith("t.1")
                .contains("1 request in 0 s", "SLOs          none");
        assertThat(run("simulate", "--workload", "azure-conv", "--requests", "3")
                        .succeeds()
                        .out())
                .startsWith("azure-conv")
                .contains("SLOs          interactive TTFT 2 s, TBT 200 ms");
        assertThat(folder.resolve("runs/t.1/summary.json")).exists();
        assertThat(folder.resolve("runs/azure-conv/summary.json")).exists();
    }

    @Test
    void exitCodesAreTheProcess() throws Exception {
        Files.writeString(folder.resolve("d.yaml"), Cli.TINY.replace("ttft p99 < 5s", "ttft p50 < 1ms"));

        assertThat(run("simulate", "d.yaml", "--gate").status()).isEqualTo(3);
        run("simulate", "--help").succeeds();
        run("simulate", "none.yaml").refuses("none.yaml: cannot be read (no such file)");
        run("simulate", "d.yaml", "--workload", "none.csv").refuses("--workload none.csv: is neither a file nor");
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** A shell starts its background jobs so, and the processes that they start inherit it: then Ctrl-C does nothing. */
    private static void assumeThatInterruptsAreHeard() throws IOException {
        Path status = Path.of("/proc/self/status");
        long ignored = Files.notExists(status)
                ? 0
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(
                                line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .findFirst()
                        .orElse(0);
        assumeTrue((ignored & 1 << 1) == 0, "SIGINT is ignored here");
    }

    /** Ctrl-C runs no {@code finally}: what is half done has to go all the same. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anInterruptedRunLeavesNothingBehind() throws Exception {
        assumeThatInterruptsAreHeard();
        Files.writeString(folder.resolve("d.yaml"), Cli.TINY);
        Process process = new ProcessBuilder(command("simulate", "d.yaml", "--requests", "3000000"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path started = folder.resolve("runs/tiny/.steps.parquet.part.duckdb");
        for (int i = 0; i < 600 && Files.notExists(started); i++) {
            Thread.sleep(100);
        }
        assertThat(started).exists();

        interrupt(process);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    /** A benchmark has been paid for when it is interrupted: what there is of it stays. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anInterruptedBenchmarkKeepsWhatItHas() throws Exception {
        assumeThatInterruptsAreHeard();
        try (BenchTarget target = BenchTarget.steady()) {
            Process process = new ProcessBuilder(command("bench", target.url(), "--quiet", "--duration", "10min"))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said.txt").toFile())
                    .start();
            Path begun = folder.resolve("runs/bench/.run.jsonl.gz.part");
            for (int i = 0; i < 600 && Files.notExists(begun) && process.isAlive(); i++) {
                Thread.sleep(100);
            }
            assertThat(begun).exists();
            Thread.sleep(1000);

            interrupt(process);

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        }
        assertThat(folder.resolve("said.txt")).content().contains("stopped       interrupted", "report.html");
        assertThat(folder.resolve("runs/bench/summary.json")).exists();
        assertThat(RunFile.read(folder.resolve("runs/bench/run.jsonl.gz"))
                        .facts()
                        .stopped())
                .isEqualTo("interrupted");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void outputThatIsLostIsAnError() throws Exception {
        Process full = new ProcessBuilder(command("models"))
                .redirectOutput(new File("/dev/full"))
                .start();

        assertThat(new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("sangam: standard output cannot be written (No space left on device)");
        assertThat(full.waitFor()).isEqualTo(2);
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoError() throws Exception {
        Process process = new ProcessBuilder(command("models")).start();
        process.getInputStream().close();

        assertThat(process.getErrorStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    /** Streams are bytes in the encoding of a plain terminal: no picture may need more than ASCII there. */
    private Cli.Outcome run(String... args) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command(args))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out, StandardCharsets.US_ASCII)).doesNotContain("\ufffd");
        return new Cli.Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dstdout.encoding=US-ASCII",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Sangam.class.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
