package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SummaryJsonTest {
    @TempDir
    Path folder;

    private final RunResult result = SampleRun.of(1);

    @Test
    void givesEqualBytesForEqualSeeds() {
        assertThat(SummaryJson.text(SampleRun.of(1))).isEqualTo(SummaryJson.text(result));
        assertThat(SummaryJson.text(SampleRun.of(2))).isNotEqualTo(SummaryJson.text(result));
    }

    @Test
    void definesEveryMetricBesideItsFigures() {
        JsonNode json = JsonMapper.shared().readTree(SummaryJson.text(result));
        assertThat(json.get("metrics").propertyNames()).hasSize((int)
                Stream.of(Metric.values()).filter(metric -> !metric.client()).count());
        assertThat(json.at("/metrics/ttft/definition").asString()).isEqualTo(Metric.TTFT.definition());
        assertThat(json.at("/all/ttft_seconds/p99").asDouble())
                .isEqualTo(result.summary().all().ttft().p99());
        assertThat(json.at("/classes/0/name").asString()).isEqualTo("chat");
        assertThat(json.at("/slos/chat/ttft_seconds").asDouble()).isEqualTo(2.0);
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        Path file = Files.writeString(folder.resolve("summary.json"), SummaryJson.text(result));
        assertThat(SummaryJson.read(file)).isEqualTo(SavedSummary.of(result));
        assertThat(SummaryJson.read(folder)).isEqualTo(SavedSummary.of(result));
    }

    @ParameterizedTest
    @ValueSource(strings = {"नमस्ते 😀", "\u007f\u0085\ufffe\u0001\u2028", "\"q\" \\ # : - { \n\t"})
    void titlesSurviveWhateverIsInThem(String title) throws IOException {
        RunResult odd = new RunResult(
                title, result.facts(), 1, result.workload(), result.run(), result.pool(), result.summary());
        Path file = Files.writeString(folder.resolve("summary.json"), SummaryJson.text(odd));
        assertThat(SummaryJson.read(file).title()).isEqualTo(title);
    }

    @Test
    void unknownFiguresAreNullAndStayUnknown() throws IOException {
        Path file = Files.writeString(folder.resolve("summary.json"), SummaryJson.text(SampleRun.empty()));
        assertThat(Files.readString(file)).contains("\"mean\" : null").doesNotContain("NaN", "Infinity");
        assertThat(SummaryJson.read(file).summary().requests()).isZero();
    }

    @Test
    void refusesFilesThatAreNotSummaries() throws IOException {
        String text = SummaryJson.text(result);
        refuses("{}", "schema is missing");
        refuses("[1]", "must hold a mapping");
        refuses("{\"a\": ", "is not valid JSON");
        refuses(text.replace("summary/1", "summary/9"), "schema is 'sangam.summary/9'; it must be 'sangam.summary/1'");
        refuses(text.replace("\"p99\"", "\"p98\""), "p99 is missing");
        refuses(text.replaceFirst("\"steps\" : \\d+", "\"steps\" : -3"), "run.steps is -3; it must be >= 0");
        assertThatThrownBy(() -> SummaryJson.read(folder.resolve("absent.json")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("absent.json");
    }

    private void refuses(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.json"), text);
        assertThatThrownBy(() -> SummaryJson.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("bad.json")
                .hasMessageContaining(message);
    }
}
