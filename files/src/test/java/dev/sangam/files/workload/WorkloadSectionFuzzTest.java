package dev.sangam.files.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.files.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The built-in workloads with random changes: each is read or refused with a message, whatever the change. */
class WorkloadSectionFuzzTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_260_101L);
    private static final List<String> FRAGMENTS = List.of(
            "-1",
            "0",
            "1e300",
            ".nan",
            ".inf",
            "null",
            "[]",
            "{}",
            "true",
            "99999999999999999999",
            "''",
            "x",
            ":",
            "\n",
            "- ",
            "{",
            "}",
            "1ns",
            "9999999h",
            "streams: ",
            "total: 5",
            "zipf: 1",
            "file: none",
            "process: static",
            "\t",
            "&a *a");

    @Test
    void changedWorkloadsAreReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> samples = samples();
        for (int round = 0; round < 3_000; round++) {
            String text = samples.get(round % samples.size());
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                text = mutated(text, random);
            }
            readOrRefuse(text, round);
        }
    }

    private static void readOrRefuse(String text, int round) {
        try {
            Section section = Section.parse("fuzz.yaml", text);
            Map<String, QosClass> none = Map.of();
            assertThat(WorkloadSection.read(section, Path.of("none"), none)).isNotNull();
        } catch (InputException e) {
            assertThat(e).message().isNotBlank();
        } catch (RuntimeException e) {
            fail("seed " + SEED + " round " + round + ":\n" + text, e);
        }
    }

    private static List<String> samples() throws IOException {
        try (InputStream in = Objects.requireNonNull(BuiltInWorkloads.class.getResourceAsStream("builtin.yaml"))) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(all.substring(all.indexOf("workloads:")).split("  - name: .*\n    description: .*\n"))
                    .stream()
                    .skip(1)
                    .map(each -> each.replaceAll("(?m)class: .*", "class: best-effort"))
                    .map(String::stripIndent)
                    .toList();
        }
    }

    private static String mutated(String text, SplittableRandom random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(8));
        String fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
        return text.substring(0, at) + fragment + text.substring(random.nextBoolean() ? at : end);
    }
}
