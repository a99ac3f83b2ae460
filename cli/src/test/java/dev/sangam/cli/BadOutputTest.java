package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run that cannot write all it should writes nothing, and leaves alone what was there. */
final class BadOutputTest {
    @TempDir
    private Path folder;

    private Cli cli;
    private List<String> before;

    @BeforeEach
    void start() throws IOException {
        cli = new Cli(folder);
        cli.file("d.yaml", Cli.TINY);
        cli.file("file", "x");
        Files.createDirectory(cli.path("foreign"));
        cli.file("foreign/thesis.tex", "x");
        before = cli.names();
    }

    @Test
    void aFolderThatCannotBeOne() {
        refuses("--out", cli.path("file").toString(), "file: is a file; it must be a folder");
        refuses("--out", cli.path("file/below").toString(), "cannot be written (Not a directory)");
        refuses("--out", cli.path("foreign").toString(), "foreign: holds files that are not a run's");
        refuses("--out", "", "--out is empty; it must be a folder");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderWhereNothingCanBeCreated() {
        refuses("--out", "/proc/run", "/proc/run: cannot be written (nothing can be created there)");
        refuses("--out", "/dev/null", "/dev/null: is a file");
    }

    @Test
    void aWorkloadThatCannotBeWrittenIsKnownBeforeTheRun() {
        refuses("--write-workload", cli.path("none/w.csv").toString(), "w.csv: cannot be written (its folder does not");
        refuses("--write-workload", cli.path("foreign").toString(), "foreign: cannot be written (it is not a regular");
        refuses("--write-workload", cli.path("file/w.csv").toString(), "w.csv: cannot be written (its folder does not");
        refuses("--write-workload", "/", "/: cannot be written (it is not a regular file)");
        refuses("--write-workload", "", "cannot be written (it is not a regular file)");
    }

    /** What is no regular file is not replaced by one: run as root, that would take /dev/null from everybody. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPipeOrADeviceIsNotReplacedByAWorkload() throws IOException, InterruptedException {
        Path pipe = cli.path("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        before = cli.names();

        refuses("--write-workload", pipe.toString(), "pipe: cannot be written (it is not a regular file)");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void aRunThatFailsLeavesTheEarlierRunAsItWas() {
        cli.tiny("--write-workload", cli.path("w.csv").toString()).succeeds();
        var contents = Cli.contents(cli.out());

        cli.tiny(
                        "--set",
                        "kv_cache.blocks=4",
                        "--write-workload",
                        cli.path("w2.csv").toString(),
                        "--trace")
                .refuses("can never be served");

        assertThat(cli.path("w2.csv")).doesNotExist();
        assertThat(cli.names()).noneMatch(name -> name.contains(".part"));
        var after = Cli.contents(cli.out());
        assertThat(after.keySet()).isEqualTo(contents.keySet());
        after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(contents.get(name)));
    }

    @Test
    void wrongOptionsAreOneLineEach() {
        refuses("--foo", "1", "Unknown option", "See 'sangam simulate --help'");
        refuses("--seeds", "0", "--seeds is 0; it must be between 1 and 10000");
        refuses("--seeds", "x", "'--seeds'", "'x'");
        refuses("--seed", "99999999999999999999", "'--seed'", "99999999999999999999");
        refuses("--tables", "xml", "'--tables'", "[PARQUET, CSV, NONE]", "'xml'");
        Cli.run("simulate", cli.path("d.yaml").toString(), "second.yaml")
                .refuses("Unmatched argument", "'second.yaml'");
    }

    private void refuses(String option, String value, String... problems) {
        String deployment = cli.path("d.yaml").toString();
        var outcome = option.equals("--out")
                ? Cli.run("simulate", deployment, option, value)
                : Cli.run("simulate", deployment, "--out", cli.out().toString(), option, value);
        outcome.refuses(problems);
        assertThat(cli.names()).isEqualTo(before);
    }
}
