package dev.sangam.files.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed leaves a log that ends anywhere; all whole lines of it are read. */
class CutOffLogTest {
    private static final int CUTS = 80;

    @TempDir
    private Path folder;

    private byte[] log(RandomGenerator random) {
        BadDisk disk = new BadDisk(() -> false);
        new RecordedScenario(random.nextInt(6), random, disk, 1L << 30, 1L << 30).run();
        return disk.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aLogThatIsCutOffIsReadToItsLastWholeLine() {
        Seeds.each(3, getClass(), random -> {
            byte[] log = log(random);
            for (int i = 0; i < CUTS; i++) {
                check(Arrays.copyOf(log, random.nextInt(log.length + 1)));
            }
        });
    }

    private void check(byte[] log) {
        int whole = log.length;
        while (whole > 0 && log[whole - 1] != '\n') {
            whole--;
        }
        long lines = new String(log, 0, whole, java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .count();
        Path file = write("cut.jsonl", log);
        if (lines < 2) {
            assertThatExceptionOfType(InputException.class)
                    .isThrownBy(() -> RecordedRun.read(List.of(file)))
                    .withMessageContaining(lines == 0 ? "no whole line" : "has no requests");
            return;
        }
        RecordedRun run = RecordedRun.read(List.of(file));
        run.metrics(run.workload(), BatchShape::tokens);
        int left = log.length - whole;
        if (left == 0) {
            assertThat(run.remarks()).isEmpty();
        } else {
            assertThat(run.remarks())
                    .containsExactly(file + ": the last " + left + " bytes are no whole line and were left out");
        }
    }

    @Test
    void aGzippedLogThatIsCutOffIsReadAsFarAsItCanBeUnzipped() {
        Seeds.each(1, getClass(), random -> {
            byte[] log = log(random);
            byte[] zipped = zipped(log);
            RecordedRun all = RecordedRun.read(List.of(write("log.jsonl", log)));
            assertThat(RecordedRun.read(List.of(write("log.jsonl.gz", zipped))).workload())
                    .isEqualTo(all.workload());
            Path half = write("half.jsonl.gz", Arrays.copyOf(zipped, zipped.length * 9 / 10));
            RecordedRun part = RecordedRun.read(List.of(half));
            assertThat(part.workload().size()).isBetween(1, all.workload().size());
        });
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
