package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is told in one line, before anything is sent, and leaves nothing behind. */
@Timeout(60)
final class BadBenchTest {
    private static final String NOBODY = "http://127.0.0.1:1";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
    }

    private Cli.Outcome bench(String... options) {
        List<String> args = new ArrayList<>(List.of("bench", "--out", cli.out().toString()));
        args.addAll(List.of(options));
        return Cli.run(args.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 0              | --rate is '0'; it must be a number between 0.001 and 100,000",
                "--rate 1,1            | each of them once",
                "--rate 1 --users 1    | a loop is either open or closed",
                "--rate 1 --arrivals x | it must be poisson, constant or gamma:CV",
                "--rate 1 --arrivals constant --ramp 1s | only poisson can be ramped",
                "--users 1.5           | it must be a whole number",
                "--max-in-flight 3     | is given for a closed loop",
                "--duration 5          | it must be a duration such as",
                "--warmup never        | it must be a duration such as",
                "--turns 0             | between 1 and 100",
                "--workload nope       | is neither a file nor a built-in workload",
                "--deployment nope     | cannot be read (no such file)",
                "--workload arxiv --prompt-tokens 9 | the workload brings its lengths",
                "--prompt-tokens 1:2:3 | it must be a number of tokens",
                "--prompts nope        | it must be text, words, tokens or a file that exists",
                "--extra {             | is not JSON",
                "--extra {\"model\":1} | extra fields have model",
                "--api morse           | Invalid value for option '--api'",
                "--header x            | it must read like 'name: value'",
                "--header Host:x       | cannot be given",
                "--ca nope             | cannot be read (no such file)",
                "--timeout soon        | it must be a duration such as",
                "--api-key-env SANGAM_TEST_NO_SUCH | is not set",
                "--slo ttft=1s         | and ttft must be given together",
                "--slo fast            | must read like ttft=2s,tbt=100ms",
                "--slo chat:ttlt=1s    | names class 'chat'; the classes are [interactive]",
                "--gate fast           | must read like 'ttft p99 < 2s'",
                "--gate mfu>1          | --gate",
                "--prefill-profile nope | cannot be read (no such file)",
                "--metrics-port 70000  | it must be between 0 and 65535"
            })
    void badOptions(String options, String said) {
        List<String> all = new ArrayList<>(List.of(NOBODY));
        all.addAll(List.of(options.strip().split(" ", -1)));

        bench(all.toArray(String[]::new)).refuses(said);
        assertThat(cli.out()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:1        | cannot be reached",
                "http://no-such-host.invalid | cannot be reached",
                "ftp://127.0.0.1           | the address of an endpoint is",
                "http://user:secret@host   | the address of an endpoint is"
            })
    void badAddresses(String url, String said) {
        Cli.Outcome run = bench(url);

        run.refuses(said);
        assertThat(run.err()).doesNotContain("secret");
        assertThat(cli.out()).doesNotExist();
    }

    @Test
    void noAddressIsAdvisedOn() {
        bench().refuses("no endpoint is given. Maybe sangam bench http://127.0.0.1:8080");
        bench(NOBODY, NOBODY).refuses("each of them once");
    }

    @Test
    void aModelThatIsNotThereIsNamedBesideThoseThatAre() {
        try (BenchTarget target = BenchTarget.steady()) {
            bench(target.url(), "--model", "scriptd").refuses("has no model 'scriptd', but [scripted]");
        }
        assertThat(cli.out()).doesNotExist();
    }

    @Test
    void aKeyThatIsMissingIsAdvisedOn() {
        try (BenchTarget target = BenchTarget.refusing(401)) {
            bench(target.url()).refuses("answered 401", "Maybe give an API key");
        }
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectories(cli.out());
        Files.writeString(cli.out().resolve("notes.txt"), "mine");

        bench(NOBODY).refuses("holds files that are not a run's");
        assertThat(cli.text("out/notes.txt")).isEqualTo("mine");
    }

    @Test
    void recordsThatAreNoneOrDamagedAreRefused() {
        String text = cli.file("text", "hello".getBytes(StandardCharsets.UTF_8)).toString();

        Cli.run("bench", "recompute", cli.path("none").toString()).refuses("cannot be read (no such file)");
        Cli.run("bench", "recompute", text).refuses("is damaged");
        Cli.run("bench", "recompute", folder.toString()).refuses("run.jsonl.gz: cannot be read (no such file)");
        Cli.run("bench", "compare", text, text).refuses("is damaged");
        Cli.run("bench", "merge", text, text, "--out", cli.out().toString()).refuses("is damaged");
        Cli.run("bench", "merge", text, "--out", cli.out().toString()).refuses("RUN");
        assertThat(cli.out()).doesNotExist();
    }

    @Test
    void badOptionsOfASearchAndAProfile() {
        String out = cli.out().toString();
        Cli.run("bench", "capacity", NOBODY, "--out", out, "--tolerance", "0").refuses("--tolerance is '0'");
        Cli.run("bench", "capacity", NOBODY, "--out", out, "--start", "5", "--highest", "4")
                .refuses("--highest is '4'");
        Cli.run("bench", "capacity", NOBODY, "--out", out, "--gate", "x").refuses("--gate has 'x'");
        Cli.run("bench", "profile-prefill", NOBODY, "--out", out, "--lengths", "0")
                .refuses("--lengths is '0'");
        Cli.run("bench", "profile-prefill", NOBODY, "--out", out, "--repeats", "0")
                .refuses("--repeats is '0'");
        Cli.run("bench", "profile-prefill", NOBODY, "--out", out).refuses("cannot be reached");
        assertThat(cli.out()).doesNotExist();
    }
}
