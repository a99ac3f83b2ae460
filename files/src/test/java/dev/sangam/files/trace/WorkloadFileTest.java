package dev.sangam.files.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.files.workload.BuiltInWorkloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadFileTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_260_101L);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsWrittenIsReadBackEqual() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> names = List.of("chat", "a,b", "\"quoted\"", "naïve 注", " blank ends ");
        Map<String, QosClass> classes = new LinkedHashMap<>();
        names.forEach(name -> classes.put(name, new QosClass(name, new Slo.BestEffort())));
        for (int round = 0; round < 50; round++) {
            WorkloadBuilder builder = new WorkloadBuilder();
            for (int i = 0; i <= random.nextInt(60); i++) {
                QosClass qos = classes.getOrDefault(names.get(random.nextInt(names.size())), QosClass.BEST_EFFORT);
                Label label = new Label(qos, random.nextInt(), names.get(random.nextInt(names.size())));
                long[] keys = random.longs(random.nextInt(4)).toArray();
                builder.add(
                        random.nextLong(1L << random.nextInt(1, 62)),
                        random.nextInt(1, 1 << 20),
                        random.nextInt(1, 1 << 20),
                        label,
                        BlockKeys.of(random.nextInt(1, 40), keys));
            }
            Workload written = builder.build();
            Path file = folder.resolve(round % 2 == 0 ? "w.csv" : "w.csv.gz");
            WorkloadFile.write(file, written);
            assertThat(TraceReader.read(file, Label.DEFAULT, classes))
                    .as("seed %s round %s", SEED, round)
                    .isEqualTo(new Trace(TraceFormat.SANGAM, written));
        }
    }

    @Test
    void equalWorkloadsGiveEqualBytes() throws IOException {
        Path first = folder.resolve("first.csv.gz");
        Path second = folder.resolve("second.csv.gz");
        WorkloadFile.write(
                first,
                BuiltInWorkloads.find("mixed-hour", Map.of()).orElseThrow().generate(7));
        WorkloadFile.write(
                second,
                BuiltInWorkloads.find("mixed-hour", Map.of()).orElseThrow().generate(7));
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }

    @Test
    void nothingIsLeftWhereNothingCanBeWritten() throws IOException {
        Workload one = new WorkloadBuilder().add(0, 1, 1, Label.DEFAULT).build();
        Path taken = folder.resolve("taken.csv");
        Files.createDirectories(taken.resolve("inside"));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> WorkloadFile.write(taken, one))
                .withMessageContaining("taken.csv: cannot be written");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> WorkloadFile.write(folder.resolve("none/w.csv"), one))
                .withMessageContaining("none/w.csv: cannot be written");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(taken);
        }
    }
}
