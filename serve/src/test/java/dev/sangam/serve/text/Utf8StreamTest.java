package dev.sangam.serve.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class Utf8StreamTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123L);
    private static final List<String> PARTS = List.of("a", "\n", "ä", "€", "語", "😀", "\u0000", "\uffff", "e\u0301");

    private final Utf8Stream stream = new Utf8Stream();

    @Test
    void aCharacterIsHeldBackUntilItIsComplete() {
        byte[] bytes = "x😀y".getBytes(StandardCharsets.UTF_8);
        assertThat(stream.append(Arrays.copyOf(bytes, 3))).isEqualTo("x");
        assertThat(stream.append(Arrays.copyOfRange(bytes, 3, 4))).isEmpty();
        assertThat(stream.append(Arrays.copyOfRange(bytes, 4, 6))).isEqualTo("😀y");
        assertThat(stream.finish()).isEmpty();
    }

    @Test
    void anInvalidByteIsReplacedAtOnce() {
        assertThat(stream.append(new byte[] {(byte) 0xff, 'a'})).isEqualTo("\ufffda");
        assertThat(stream.append(new byte[] {(byte) 0xe2})).isEmpty();
        assertThat(stream.append(new byte[] {'b'})).isEqualTo("\ufffdb");
    }

    @Test
    void finishReplacesWhatIsIncompleteAndStartsAnew() {
        stream.append(new byte[] {(byte) 0xf0, (byte) 0x9f});
        assertThat(stream.finish()).isEqualTo("\ufffd");
        assertThat(stream.append("é".getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
    }

    @Test
    void anySplitGivesTheTextOfTheWhole() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = bytes(random);
            StringBuilder text = new StringBuilder();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + random.nextInt(4));
                text.append(stream.append(Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            text.append(stream.finish());
            assertThat(text.toString())
                    .as("seed %d, round %d: %s", SEED, round, HexFormat.of().formatHex(bytes))
                    .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** Characters, broken ones and any bytes. */
    private static byte[] bytes(SplittableRandom random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int parts = random.nextInt(1, 12); parts > 0; parts--) {
            byte[] part = PARTS.get(random.nextInt(PARTS.size())).getBytes(StandardCharsets.UTF_8);
            switch (random.nextInt(4)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 -> out.write(part, 0, random.nextInt(part.length + 1));
                default -> out.writeBytes(part);
            }
        }
        return out.toByteArray();
    }
}
