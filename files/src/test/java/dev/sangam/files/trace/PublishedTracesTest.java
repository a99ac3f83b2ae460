package dev.sangam.files.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published files themselves, where they are at hand ({@code -Dsangam.data=DIR}). */
class PublishedTracesTest {
    private static final int BLOCKS_PER_ID = 512 / Workload.BLOCK_TOKENS;
    private static final Path DATA = Path.of(System.getProperty("sangam.data", "../shared/data"));

    @ParameterizedTest
    @CsvSource({
        "traces/AzureLLMInferenceTrace_code_2023.csv, AZURE, 8819, 3435.948056",
        "traces/AzureLLMInferenceTrace_conv_2023.csv, AZURE, 19366, 3501.721937",
        "traces/sharegpt_8k_filtered_stats_llama2_tokenizer.csv, LENGTHS, 30731, 0",
        "traces/vidur_arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv, LENGTHS, 28257, 0",
        "traces/mooncake_conversation_trace.jsonl, MOONCAKE, 12031, 3536.999",
        "traces/mooncake_synthetic_trace.jsonl, MOONCAKE, 3993, 1022.025",
        "vllm-measured/rtx4090-llama-3.1-8b/workload.jsonl.gz, VLLM_WORKLOAD, 300, -1",
        "vllm-measured/rtx4090-llama-3.1-8b/requests.jsonl, VLLM_REQUESTS, 300, -1",
    })
    void everyRowIsRead(String file, TraceFormat format, int rows, double lastSeconds) {
        Trace trace = read(DATA.resolve(file));
        assertThat(trace.format()).isEqualTo(format);
        assertThat(trace.workload().size()).isEqualTo(rows);
        if (lastSeconds >= 0) {
            assertThat(trace.workload().lastArrival()).isEqualTo(Math.round(lastSeconds * 1e9));
        }
    }

    @Test
    void everyRequestFileOfTheReferenceRunsIsRead() throws IOException {
        Path folder = DATA.resolve("vidur-reference");
        Assumptions.assumeTrue(Files.isDirectory(folder), folder + " is absent");
        try (Stream<Path> cases = Files.list(folder)) {
            List<Path> files = cases.map(each -> each.resolve("requests_in.csv"))
                    .filter(Files::exists)
                    .toList();
            for (Path file : files) {
                Trace trace = read(file);
                assertThat(trace.format()).isEqualTo(TraceFormat.VIDUR);
                assertThat(trace.workload().size())
                        .isEqualTo(Files.readAllLines(file).size() - 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"mooncake_conversation_trace.jsonl, 0.366", "mooncake_synthetic_trace.jsonl, 0.640"})
    void mooncakeHashesHitAsOftenAsPublished(String file, double idealHit) {
        Workload w = read(DATA.resolve("traces").resolve(file)).workload();
        Set<Long> seen = new HashSet<>();
        long blocks = 0;
        long hits = 0;
        for (int i = 0; i < w.size(); i++) {
            BlockHashes hashes = w.promptBlocks(i);
            for (int block = 0; block < hashes.size(); block += BLOCKS_PER_ID) {
                hits += seen.add(hashes.at(block)) ? 0 : 1;
                blocks++;
            }
        }
        assertThat(hits / (double) blocks).isBetween(idealHit - 0.001, idealHit + 0.001);
    }

    private static Trace read(Path file) {
        Assumptions.assumeTrue(Files.exists(file), file + " is absent");
        return TraceReader.read(file, Label.DEFAULT, Map.of());
    }
}
