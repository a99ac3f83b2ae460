package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.metric.RequestLog;
import dev.sangam.files.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChromeTraceTest {
    @TempDir
    Path folder;

    private RunResult result = SampleRun.empty();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyStepIsAnEventAndNoneOverlapOnATrack(int stages) throws IOException {
        List<JsonNode> events = trace(stages, ChromeTrace.DEFAULT_STEPS, "trace.json");
        List<JsonNode> steps = phase(events, "X");
        assertThat(steps).hasSize((int) result.summary().steps());
        Map<String, Double> free = new HashMap<>();
        steps.stream().sorted(Comparator.comparingDouble(e -> time(e, "ts"))).forEach(step -> {
            String track = step.get("pid") + "/" + step.get("tid");
            assertThat(time(step, "ts")).isGreaterThanOrEqualTo(free.getOrDefault(track, 0.0));
            free.put(track, time(step, "ts") + time(step, "dur") - 1e-6);
        });
        assertThat(free).hasSize(2 * stages);
        assertThat(steps).anyMatch(e -> e.get("name").asString().matches("\\d+ decode \\+ \\d+ prefill"));
        assertThat(phase(events, "C")).isNotEmpty().allMatch(e -> e.get("args").size() > 0);
    }

    @Test
    void everyRequestIsASpanWhoseEndsPairUp() throws IOException {
        List<JsonNode> events = trace(1, ChromeTrace.DEFAULT_STEPS, "trace.json");
        Map<String, Deque<String>> open = new HashMap<>();
        List<JsonNode> begun = new ArrayList<>();
        for (JsonNode event : events) {
            String id = event.path("id").asString("");
            if (event.get("ph").asString().equals("b")) {
                open.computeIfAbsent(id, i -> new ArrayDeque<>())
                        .push(event.get("name").asString());
                begun.add(event);
            } else if (event.get("ph").asString().equals("e")) {
                assertThat(open.getOrDefault(id, new ArrayDeque<>()).pop())
                        .isEqualTo(event.get("name").asString());
            }
        }
        assertThat(open.values()).allMatch(Deque::isEmpty);
        assertThat(begun.stream().filter(e -> e.get("name").asString().startsWith("request ")))
                .hasSize(300);
        assertThat(begun.stream().filter(e -> e.get("name").asString().equals("preempted")))
                .hasSize((int) result.summary().preemptions());
        RequestLog log = result.run().requests();
        JsonNode decode = begun.stream()
                .filter(e -> e.get("name").asString().equals("decode"))
                .findFirst()
                .orElseThrow();
        int id = Integer.parseInt(decode.get("id").asString());
        assertThat(time(decode, "ts")).isEqualTo(log.firstTokenAt(id) / 1e3);
        assertThat(decode.get("pid").asInt()).isEqualTo(log.replica(id));
    }

    @Test
    void saysWhenItIsCut() throws IOException {
        List<JsonNode> events = trace(1, 100, "trace.json");
        assertThat(phase(events, "X")).hasSize(100);
        assertThat(phase(events, "i").getFirst().get("name").asString()).contains("limited to 100 steps");
        assertThat(phase(events, "b")).hasSameSizeAs(phase(events, "e"));
    }

    @Test
    void compressesWithEqualBytesForEqualSeeds() throws IOException {
        trace(1, 200, "a.json.gz");
        trace(1, 200, "b.json.gz");
        assertThat(Files.mismatch(folder.resolve("a.json.gz"), folder.resolve("b.json.gz")))
                .isEqualTo(-1);
    }

    private List<JsonNode> trace(int stages, int mostSteps, String name) throws IOException {
        OutputFile file = OutputFile.beside(folder.resolve(name));
        ChromeTrace trace = ChromeTrace.open(file, mostSteps);
        try (trace) {
            result = SampleRun.of(SampleRun.workload(1, 300), 1, stages, trace);
        }
        assertThat(trace.isCut()).isEqualTo(mostSteps < ChromeTrace.DEFAULT_STEPS);
        file.commit();
        try (var in = Files.newInputStream(file.target())) {
            JsonNode json = JsonMapper.shared().readTree(name.endsWith(".gz") ? new GZIPInputStream(in) : in);
            return json.get("traceEvents").valueStream().toList();
        }
    }

    private static List<JsonNode> phase(List<JsonNode> events, String phase) {
        return events.stream().filter(e -> e.get("ph").asString().equals(phase)).toList();
    }

    private static double time(JsonNode event, String key) {
        return event.get(key).asDouble();
    }
}
