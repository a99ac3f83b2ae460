package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong trace is refused with its file and line, and nothing is written. */
final class BadTraceTest {
    private static final String VIDUR = "arrived_at,num_prefill_tokens,num_decode_tokens\n";

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(folder);
    }

    @AfterEach
    void nothingWasWritten() {
        assertThat(cli.out()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0,-3,4          | t.csv:2: num_prefill_tokens is -3; it must be >= 1
            0,3,0           | t.csv:2: num_decode_tokens is 0; it must be >= 1
            0,3,1.5         | t.csv:2: num_decode_tokens is 1.5; it must be a whole number
            0,NaN,4         | t.csv:2: num_prefill_tokens is 'NaN'; it must be a whole number
            nan,3,4         | t.csv:2: arrived_at is 'nan'; it must be a number >= 0
            inf,3,4         | t.csv:2: arrived_at is 'inf'; it must be a number >= 0
            -1,3,4          | t.csv:2: arrived_at is -1; it must be >= 0
            1,3,4;0.5,3,4   | t.csv:3: arrived_at is 0.5; it must not be earlier than in the row before
            0,3,4;1,3       | t.csv:3: has 2 fields; it must have 3, as the header
            0,3,4;1,,4      | t.csv:3: num_prefill_tokens is ''; it must be a whole number
            0,99999999999,4 | t.csv:2: num_prefill_tokens is 99999999999; it must be <= 67108864
            """)
    void aWrongRow(String rows, String problem) {
        refuses(VIDUR + rows.replace(';', '\n') + "\n", problem);
    }

    @Test
    void whatIsNoTrace() {
        refuses("", "t.csv: is empty; it must hold a trace");
        refuses(VIDUR, "t.csv: has no rows; it must have at least one request");
        refuses("a,b,c\n1,2,3\n", "t.csv:1: columns are 'a,b,c'; they must include those of one of [Sangam CSV");
        refuses("{\"timestamp\": 1, \"input_length\": 3}\n", "t.csv:1: keys lack [output_length]");
        refuses("{\"timestamp\": 1, \"input_leng", "t.csv:1: is not valid JSON");
        refuses("num_prefill_tokens,num_decode_tokens\n1,2\n", "workload.trace has lengths but no arrivals");
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        cli.tiny("--workload", cli.file("t.csv", noise).toString()).refuses("t.csv: cannot be read");
        cli.tiny(
                        "--workload",
                        cli.file("t.gz", new byte[] {0x1f, (byte) 0x8b, 0}).toString())
                .refuses("t.gz: cannot be read");
        cli.tiny("--workload", folder.toString()).refuses("cannot be read (Is a directory)");
    }

    @Test
    void ownTracesNameOnlyClassesThatAreKnown() {
        refuses(
                "arrival_ns,prompt_tokens,output_tokens,class,priority,tenant\n0,1,1,gold,0,a\n",
                "t.csv:2: class is 'gold'; it must be best-effort or one of [interactive, chat, code, agent, batch]");
    }

    @Test
    void aPromptThatCanNeverFitNamesTheRequest() {
        Path trace = cli.file("t.csv", VIDUR + "0,100,4\n1,5000,4\n");

        cli.tiny("--workload", trace.toString(), "--set", "kv_cache.blocks=64")
                .refuses("request 1 of the workload (5000 + 4 tokens) can never be served");
        cli.tiny("--workload", trace.toString(), "--set", "scheduler={policy: vllm-v0, max_batch_tokens: 4096}")
                .refuses("request 1 of the workload (5000 + 4 tokens) can never be served", "max_batch_tokens is 4096");
        cli.tiny("--workload", trace.toString(), "--set", "scheduler={policy: orca, max_sequence_tokens: 4096}")
                .refuses("request 1 of the workload", "max_sequence_tokens is 4096");
    }

    private void refuses(String trace, String problem) {
        cli.tiny("--workload", cli.file("t.csv", trace).toString()).refuses(problem);
    }
}
