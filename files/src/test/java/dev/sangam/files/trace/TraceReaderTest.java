package dev.sangam.files.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TraceReaderTest {
    @Test
    void azureTimesCountFromTheFirstRequest() {
        Workload w = sample("azure.csv", TraceFormat.AZURE);
        assertThat(w.arrival(0)).isZero();
        assertThat(w.arrival(1)).isEqualTo(52_000_000);
        assertThat(w.promptTokens(1)).isEqualTo(3_180);
        assertThat(w.outputTokens(0)).isEqualTo(10);
        assertThat(w.label(0)).isEqualTo(Traces.LABEL);
    }

    @Test
    void azureTimesOfLaterYearsHaveAnOffset() {
        Workload w = Traces.read("azure.csv", """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2024-05-10 00:00:00.009930+00:00,2162,5
            2024-05-10 01:00:01+01:00,2399,6
            """).workload();
        assertThat(w.arrival(1)).isEqualTo(990_070_000);
    }

    @Test
    void vidurTimesAreKeptToTheNanosecond() {
        Workload w = sample("vidur.csv", TraceFormat.VIDUR);
        assertThat(w.arrival(0)).isEqualTo(340_020_096);
        assertThat(w.arrival(1)).isEqualTo(348_463_042);
        assertThat(w.outputTokens(1)).isEqualTo(1);
    }

    @Test
    void lengthsHaveNoArrivals() {
        assertThat(TraceFormat.LENGTHS.hasArrivals()).isFalse();
        Workload w = sample("lengths.csv", TraceFormat.LENGTHS);
        assertThat(w.lastArrival()).isZero();
        assertThat(w.outputTokens(1)).isEqualTo(905);
    }

    @Test
    void mooncakeIdsBecomeHashesOfTheFullBlocksOfThePrompt() {
        Workload w = sample("mooncake.jsonl", TraceFormat.MOONCAKE);
        assertThat(w.arrival(1)).isEqualTo(3_000_000_000L);
        assertThat(w.promptBlocks(0).size()).isEqualTo(1_000 / 16);
        assertThat(w.promptBlocks(1).size()).isEqualTo(3 * 512 / 16);
        assertThat(sharedBlocks(w.promptBlocks(0), w.promptBlocks(1))).isEqualTo(32);
    }

    @Test
    void tokenIdsAreHashedInBlocksOfSixteen() {
        Workload w = sample("workload.jsonl", TraceFormat.VLLM_WORKLOAD);
        assertThat(w.promptBlocks(0).size()).isEqualTo(2);
        assertThat(w.promptBlocks(1).size()).isEqualTo(1);
        assertThat(sharedBlocks(w.promptBlocks(0), w.promptBlocks(1))).isEqualTo(1);
        assertThat(w.promptBlocks(0).at(1)).isNotEqualTo(w.promptBlocks(0).at(0));
        assertThat(w.arrival(0)).isEqualTo(46_926_808);
    }

    @Test
    void servedRequestsAreSortedAndCountFromTheFirst() {
        Workload w = sample("requests.jsonl", TraceFormat.VLLM_REQUESTS);
        assertThat(w.promptTokens(0)).isEqualTo(2_358);
        assertThat(w.arrival(0)).isZero();
        assertThat(w.arrival(1)).isEqualTo(265_091_400);
    }

    @Test
    void ourOwnFormatKeepsLabelsAndHashes() {
        Workload w = sample("sangam.csv", TraceFormat.SANGAM);
        assertThat(w.qos(0)).isEqualTo(Traces.CHAT);
        assertThat(w.priority(0)).isEqualTo(-1);
        assertThat(w.promptBlocks(0)).isEqualTo(BlockHashes.of(0xff, Long.MIN_VALUE));
        assertThat(w.tenant(1)).isEqualTo("a,b");
        assertThat(w.promptBlocks(1)).isEqualTo(BlockHashes.NONE);
    }

    @Test
    void gzippedAndMarkedAndWindowsFilesAreReadAsWell() throws IOException {
        String text = "\ufeff" + text("vidur.csv").replace("\n", "\r\n");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Traces.read("vidur.csv.gz", zipped.toByteArray()).workload())
                .isEqualTo(sample("vidur.csv", TraceFormat.VIDUR));
    }

    @Test
    void wholeNumbersWrittenByDataFramesAreRead() {
        Workload w = Traces.read("l.csv", "num_prefill_tokens,num_decode_tokens\n74.0,918.00\n")
                .workload();
        assertThat(w.promptTokens(0)).isEqualTo(74);
    }

    private static Workload sample(String name, TraceFormat format) {
        Trace trace = Traces.read(name, text(name));
        assertThat(trace.format()).isEqualTo(format);
        assertThat(trace.workload().size()).isEqualTo(2);
        return trace.workload();
    }

    private static String text(String name) {
        return Objects.requireNonNull(Traces.samples().get(name));
    }

    private static int sharedBlocks(BlockHashes a, BlockHashes b) {
        int shared = 0;
        while (shared < Math.min(a.size(), b.size()) && a.at(shared) == b.at(shared)) {
            shared++;
        }
        return shared;
    }
}
