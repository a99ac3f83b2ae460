package dev.sangam.files.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sangam.core.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, a trace is read or refused with a message; nothing else escapes. */
class TraceFuzzTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_260_101L);
    private static final List<String> FRAGMENTS = List.of(
            "-",
            "e9",
            "e99",
            "1e999999999",
            "NaN",
            "null",
            "\"",
            ",",
            "\n",
            "\r",
            "{",
            "}",
            "[",
            "]",
            "\\u0000",
            "\ufeff",
            "99999999999999999999",
            "-9223372036854775808",
            "0",
            ".",
            "\u001f\u008b",
            "true",
            "  ");

    /** Searches for new inputs with {@code JAZZER_FUZZ=1}; runs the recorded ones otherwise. */
    @FuzzTest(maxDuration = "1m")
    void anyBytesAreReadOrRefused(byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Test
    void mutatedSamplesAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> samples = Traces.samples().values().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = samples.get(round % samples.size());
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes = mutated(bytes, random);
            }
            try {
                readOrRefuse(bytes);
            } catch (RuntimeException e) {
                fail("seed " + SEED + " round " + round + ": " + new String(bytes, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            assertThat(Traces.read("fuzz", bytes).workload().size()).isPositive();
        } catch (InputException e) {
            assertThat(e).hasMessageStartingWith("fuzz").message().hasLineCount(1);
        }
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(6));
        byte[] fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size())).getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(4)) {
            case 0 -> joined(Arrays.copyOf(bytes, at), fragment, Arrays.copyOfRange(bytes, at, bytes.length));
            case 1 -> joined(Arrays.copyOf(bytes, at), fragment, Arrays.copyOfRange(bytes, end, bytes.length));
            case 2 -> joined(Arrays.copyOf(bytes, at), new byte[0], Arrays.copyOfRange(bytes, end, bytes.length));
            default ->
                joined(
                        Arrays.copyOf(bytes, at),
                        new byte[] {(byte) random.nextInt()},
                        Arrays.copyOfRange(bytes, end, bytes.length));
        };
    }

    private static byte[] joined(byte[] a, byte[] b, byte[] c) {
        byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        System.arraycopy(c, 0, all, a.length + b.length, c.length);
        return all;
    }
}
