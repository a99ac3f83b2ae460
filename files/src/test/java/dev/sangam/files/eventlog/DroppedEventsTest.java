package dev.sangam.files.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.metric.RequestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or slow costs events, which are counted; never the replica, and never the rest of the log. */
class DroppedEventsTest {
    private static final int TRIALS = 60;
    private static final long LARGE = 1L << 30;

    @TempDir
    private Path folder;

    @Test
    void aDiskThatIsFullAtTimesLosesEventsButNotTheLog() {
        List<Integer> dropped = new ArrayList<>();
        Seeds.each(TRIALS, getClass(), random -> {
            BadDisk disk = new BadDisk(() -> random.nextInt(3) == 0);
            RecordedScenario scenario = new RecordedScenario(random.nextInt(6), random, disk, LARGE, LARGE);
            scenario.run();
            if (disk.size() > 0) {
                dropped.add(check(scenario, disk));
            }
            if (disk.refusals() > 0) {
                assertThat(scenario.warnings()).first().asString().contains("cannot be written (No space left");
            }
        });
        assertThat(dropped).as("events told to be missing").anyMatch(n -> n > 0).anyMatch(n -> n == 0);
    }

    @Test
    void aDiskThatDoesNotKeepUpLosesEventsButNotTheLog() {
        List<Integer> dropped = new ArrayList<>();
        Seeds.each(TRIALS, getClass(), random -> {
            BadDisk disk = new BadDisk(() -> false);
            int room = random.nextInt(500, 3000);
            RecordedScenario scenario = new RecordedScenario(random.nextInt(6), random, disk, LARGE, room);
            scenario.run();
            int told = check(scenario, disk);
            assertThat(scenario.writer().dropped()).isEqualTo(told);
            dropped.add(told);
        });
        assertThat(dropped).as("events told to be missing").anyMatch(n -> n > 0);
    }

    /** Reads it back; the number of events that the log says are missing. */
    private int check(RecordedScenario scenario, BadDisk disk) {
        Path file = write(disk.text());
        RecordedRun run;
        try {
            run = RecordedRun.read(List.of(file));
        } catch (dev.sangam.core.InputException e) {
            assertThat(e).hasMessageContaining("has no requests");
            return 0;
        }
        RequestLog log = run.metrics(run.workload(), BatchShape::tokens).requests();
        assertThat(run.workload().size()).isLessThanOrEqualTo(scenario.arrived().size());
        int tokens = 0;
        for (int i = 0; i < run.workload().size(); i++) {
            tokens += log.outputTokens(i);
        }
        int emitted = scenario.arrived().stream()
                .mapToInt(r -> scenario.emitted(r.id()))
                .sum();
        assertThat(tokens).isLessThanOrEqualTo(emitted);
        if (scenario.writer().dropped() == 0) {
            assertThat(tokens).isEqualTo(emitted);
        }
        String told = run.remarks().isEmpty() ? "0" : run.remarks().getFirst();
        return Integer.parseInt(told.replaceAll("[^0-9].*", ""));
    }

    private Path write(String text) {
        try {
            return Files.writeString(folder.resolve("log.jsonl"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatIsFullFromTheStartIsToldAndSurvived() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        LogFile full = RotatingFile.open(Path.of("/dev/full"), 1);
        RecordedScenario scenario = new RecordedScenario(0, random, full, LARGE, LARGE);
        scenario.run();

        assertThat(scenario.writer().written()).isZero();
        assertThat(scenario.writer().dropped()).isPositive();
        assertThat(scenario.warnings())
                .containsExactly(
                        "log.jsonl: cannot be written (No space left on device); events are dropped until it can");
        assertThat(Path.of("/dev/full")).exists();
    }
}
