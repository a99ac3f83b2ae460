package dev.sangam.files.eventlog;

import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.TimeSeries.Column;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Logs to be written and read in tests. */
final class Logs {
    static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(2_000_000_000L, 100_000_000L));

    private Logs() {}

    static EventLogHeader header(int stages, int kvBlocks) {
        return new EventLogHeader(
                "run-1",
                0,
                Instant.parse("2026-01-31T09:30:00Z"),
                0,
                "0.1.0",
                "tiny",
                stages,
                kvBlocks,
                16,
                List.of(CHAT),
                Map.of("model", "tiny"));
    }

    static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a recorder knows of requests 0 to n - 1 and of the run, bit for bit; the columns are those of its time series. */
    static String known(RunRecorder run, int requests, Iterable<QosClass> classes, Iterable<Column> columns) {
        StringBuilder text = new StringBuilder();
        var log = run.requests();
        for (int i = 0; i < requests; i++) {
            text.append(i)
                    .append(' ')
                    .append(log.scheduledAt(i))
                    .append(' ')
                    .append(log.firstTokenAt(i))
                    .append(' ')
                    .append(log.lastTokenAt(i))
                    .append(' ')
                    .append(log.outputTokens(i))
                    .append(' ')
                    .append(log.finished(i))
                    .append(' ')
                    .append(log.preemptions(i))
                    .append(' ')
                    .append(log.preemptedNanos(i))
                    .append(' ')
                    .append(log.fluidity(i))
                    .append('\n');
        }
        for (Column column : columns) {
            text.append(column).append(' ').append(run.series().total(column)).append('\n');
        }
        for (QosClass qos : classes) {
            text.append(qos.name())
                    .append(' ')
                    .append(run.tbt(qos).count())
                    .append(' ')
                    .append(run.tbt(qos).mean())
                    .append(' ')
                    .append(run.tbt(qos).max())
                    .append('\n');
        }
        return text.append(run.flops())
                .append(' ')
                .append(run.reusedTokens())
                .append(' ')
                .append(run.lastTokenAt())
                .toString();
    }
}
