package dev.sangam.files.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.TimeSeries.Column;
import dev.sangam.core.replica.RandomScenarios;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read back is what happened: every request, every metric, bit for bit, whatever the policy and the troubles. */
class EventLogRoundTripTest {
    private static final int TRIALS = 25;
    private static final int SMALL_FILE = 4096;

    /** Not told exactly: how full things were while a step ran that began in one file and ended in the next. */
    private static final EnumSet<Column> GAUGES =
            EnumSet.of(Column.BUSY_NANOS, Column.KV_BLOCK_NANOS, Column.WAITING_NANOS, Column.RUNNING_NANOS);

    @TempDir
    private Path temporary;

    private int trials;
    private int rotated;

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "0, sarathi",
        "1, vllm-v1",
        "2, vllm-v0",
        "3, orca",
        "4, faster-transformer",
        "5, lightllm",
        "6, niyama",
        "7, niyama that saves KV"
    })
    void aLogTellsAllThatHappened(int policy, String name) {
        Seeds.each(TRIALS, getClass(), random -> check(policy, random, EventLogConfig.DEFAULT_FILE_BYTES));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"0, sarathi", "1, vllm-v1", "2, vllm-v0", "6, niyama"})
    void theFilesOfARotatedLogTellItTogetherAndEachCanBeReadAlone(int policy, String name) {
        Seeds.each(TRIALS, getClass(), random -> check(policy, random, SMALL_FILE));
        assertThat(rotated).as("trials with more than one file").isGreaterThan(TRIALS / 4);
    }

    private void check(int policy, RandomGenerator random, long fileBytes) {
        Path folder = folder();
        RecordedScenario scenario = new RecordedScenario(policy, random, folder, fileBytes);
        scenario.run();
        assertThat(scenario.warnings()).isEmpty();
        if (scenario.arrived().isEmpty()) {
            return;
        }
        List<Path> files = Logs.in(folder);
        rotated += files.size() > 1 ? 1 : 0;
        RecordedRun run = RecordedRun.read(files);
        assertThat(run.remarks()).isEmpty();
        compare(scenario, run, files.size() == 1 ? EnumSet.allOf(Column.class) : EnumSet.complementOf(GAUGES));
        assertThat(lines(files, "{\"e\":\"relegated\"")).isGreaterThanOrEqualTo(scenario.relegations());
        assertThat(lines(files, "{\"e\":\"reinstated\"")).isGreaterThanOrEqualTo(scenario.relegations());
        files.forEach(this::readAlone);
    }

    private static void compare(RecordedScenario scenario, RecordedRun run, EnumSet<Column> columns) {
        Workload workload = run.workload();
        List<Request> arrived = scenario.arrived();
        assertThat(workload.size()).isEqualTo(arrived.size());
        for (int i = 0; i < workload.size(); i++) {
            Request request = arrived.get(i);
            assertThat(workload.request(i, request.maxOutputTokens()).arrival()).isEqualTo(request.arrival());
            assertThat(workload.outputTokens(i)).isEqualTo(Math.max(1, scenario.emitted(request.id())));
            assertThat(workload.promptTokens(i)).isEqualTo(request.promptTokens());
            assertThat(workload.label(i)).isEqualTo(scenario.label(request));
        }
        if (arrived.getLast().id() == arrived.size() - 1) { // nobody was refused, so both number requests alike
            List<QosClass> classes = List.of(QosClass.BEST_EFFORT, RandomScenarios.CHAT);
            RunRecorder read = run.metrics(workload, BatchShape::prefillProducts);
            assertThat(Logs.known(read, arrived.size(), classes, columns))
                    .isEqualTo(Logs.known(scenario.recorder(), arrived.size(), classes, columns));
        }
    }

    private static long lines(List<Path> files, String start) {
        return files.stream()
                .flatMap(file -> new String(Logs.bytes(file), UTF_8).lines())
                .filter(line -> line.startsWith(start))
                .count();
    }

    private void readAlone(Path file) {
        RecordedRun run = RecordedRun.read(List.of(file));
        assertThat(run.remarks()).isEmpty();
        RunRecorder metrics = run.metrics(run.workload(), BatchShape::tokens);
        for (int i = 0; i < run.workload().size(); i++) {
            int tokens = metrics.requests().outputTokens(i);
            assertThat(run.workload().outputTokens(i)).isEqualTo(Math.max(1, tokens));
        }
    }

    private Path folder() {
        try {
            return Files.createDirectory(temporary.resolve("trial-" + trials++));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
