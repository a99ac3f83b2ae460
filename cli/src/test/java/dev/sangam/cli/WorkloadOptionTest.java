package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadOptionTest {
    private static final String VIDUR = """
            arrived_at,num_prefill_tokens,num_decode_tokens
            0.0,100,5
            0.5,300,6
            """;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(folder);
    }

    static String[] publishedFormats() {
        return new String[] {
            VIDUR, """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:15:46.6805900,374,44
            2023-11-16 18:15:50.9951690,396,109
            """, """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2024-05-10 00:00:00.009930+00:00,2162,5
            2024-05-10 00:00:00.017335+00:00,2399,6
            """, """
            {"timestamp": 0, "input_length": 1000, "output_length": 5, "hash_ids": [0, 1]}
            {"timestamp": 3052, "input_length": 1030, "output_length": 6, "hash_ids": [0, 1, 2]}
            """, """
            {"arrival_time_ns": 0, "input_toks": 16, "output_toks": 3}
            {"arrival_time_ns": 91234567, "input_toks": 20, "output_toks": 4}
            """, """
            {"arrival_time": 1700000000.5, "input_toks": 16, "output_toks": 3}
            {"arrival_time": 1700000001.25, "input_toks": 20, "output_toks": 4}
            """, """
            arrival_ns,prompt_tokens,output_tokens,class,priority,tenant
            0,100,5,chat,0,a
            7,100,5,best-effort,1,b
            """,
        };
    }

    @ParameterizedTest
    @MethodSource("publishedFormats")
    void everyPublishedFormatIsServed(String trace) {
        Path file = cli.file("trace", trace);

        assertThat(cli.tiny("--workload", file.toString()).succeeds().out()).contains("2 completed");
    }

    @Test
    void lengthsAloneNeedARate() {
        Path file = cli.file("l.csv", "num_prefill_tokens,num_decode_tokens\n100,5\n200,6\n");

        assertThat(cli.tiny("--workload", file.toString(), "--rate", "2")
                        .succeeds()
                        .out())
                .contains("2 completed");
    }

    @Test
    void aZippedTraceIsServed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(VIDUR.getBytes(StandardCharsets.UTF_8));
        }
        Path file = cli.file("t.csv.gz", bytes.toByteArray());

        assertThat(cli.tiny("--workload", file.toString()).succeeds().out()).contains("2 completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sharegpt", "azure-conv", "azure-code", "arxiv", "mooncake-conversation", "mixed-hour"})
    void everyBuiltInWorkloadIsServed(String name) {
        assertThat(Cli.run("workloads").succeeds().out()).contains(name);
        assertThat(cli.tiny("--workload", name, "--requests", "5", "--model", "llama-3.1-8b")
                        .succeeds()
                        .out())
                .contains("5 completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"w.csv", "w.csv.gz"})
    void aWrittenWorkloadGivesTheSameRunAgain(String name) {
        String file = cli.path(name).toString();
        cli.simulate(Cli.TINY, "--seed", "3", "--write-workload", file, "--json");
        String summary = cli.text("out/summary.json");

        cli.simulate(Cli.TINY, "--seed", "3", "--workload", file, "--json");

        assertThat(cli.text("out/summary.json")).isEqualTo(summary);
    }
}
