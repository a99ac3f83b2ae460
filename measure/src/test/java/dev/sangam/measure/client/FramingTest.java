package dev.sangam.measure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FramingTest {
    private static String decoded(Framing framing, String text, RandomGenerator random) throws MalformedReply {
        byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (at < all.length && !framing.ended()) {
            int size = Math.min(all.length - at, 1 + random.nextInt(9));
            byte[] read = new byte[size + 3];
            System.arraycopy(all, at, read, 3, size);
            int own = framing.decode(read, 3, size);
            body.append(new String(read, 3, own, StandardCharsets.ISO_8859_1));
            at += size;
        }
        return body.toString();
    }

    @Test
    void chunksAreJoinedHoweverTheyCome() {
        Seeds.each(500, FramingTest.class, random -> {
            StringBuilder wire = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                String chunk = "abcdefghijklmnopqrst".substring(0, 1 + random.nextInt(20));
                expected.append(chunk);
                wire.append(random.nextBoolean() ? "0" : "").append(Integer.toHexString(chunk.length()));
                wire.append(random.nextBoolean() ? ";name=\"x\"" : "")
                        .append("\r\n")
                        .append(chunk)
                        .append("\r\n");
            }
            wire.append("0\r\n")
                    .append(random.nextBoolean() ? "Trailer: 1\r\nAnother: 2\r\n" : "")
                    .append("\r\n");
            try {
                Framing framing = Framing.ofChunks();
                assertThat(decoded(framing, wire.toString(), random)).isEqualTo(expected.toString());
                assertThat(framing.ended()).isTrue();
                assertThat(framing.excess()).isFalse();
                Framing cut = Framing.ofChunks();
                decoded(cut, wire.substring(0, wire.length() - 1 - random.nextInt(4)), random);
                assertThat(cut.ended()).isFalse();
            } catch (MalformedReply e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatIsNoChunkIsRefused() {
        for (String wire : new String[] {
            "x\r\n", "\r\n", "-1\r\n", "1\r\nab\r\n", "fffffffffffffffffff\r\n", "1;" + "x".repeat(5000)
        }) {
            assertThatThrownBy(() -> decoded(Framing.ofChunks(), wire, Seeds.random(1)))
                    .as(wire)
                    .isInstanceOf(MalformedReply.class);
        }
    }

    @Test
    void aLengthEndsTheBodyAndWhatFollowsIsSeen() throws MalformedReply {
        Framing framing = Framing.ofLength(5);
        assertThat(framing.decode("abc".getBytes(StandardCharsets.US_ASCII), 0, 3))
                .isEqualTo(3);
        assertThat(framing.ended()).isFalse();
        assertThat(framing.decode("defg".getBytes(StandardCharsets.US_ASCII), 0, 4))
                .isEqualTo(2);
        assertThat(framing.ended()).isTrue();
        assertThat(framing.excess()).isTrue();
        assertThat(Framing.ofLength(0).ended()).isTrue();
    }
}
