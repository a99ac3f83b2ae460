package dev.sangam.measure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private static final String[] PIECES = {
        "data",
        "data:",
        "data: ",
        ":",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "x",
        "héé😀",
        "event: error",
        "event:",
        "id: 1",
        "\uFEFF",
        "database: 7",
        "retry: 10",
        "data: [DONE]"
    };

    /** What an event is, and the number of the read that completed it. */
    private record Found(String data, boolean error, long read) {}

    /** Reads bytes in pieces that end at the given positions; the time of a read is its number. */
    private static List<Found> read(byte[] bytes, RandomGenerator random, int maxPiece) throws MalformedReply {
        ReplyBuffer buffer = new ReplyBuffer(32);
        List<Found> found = new ArrayList<>();
        EventReader reader = new EventReader(
                buffer,
                1000,
                (data, from, length, error, nanos) ->
                        found.add(new Found(new String(data, from, length, StandardCharsets.UTF_8), error, nanos)));
        buffer.restart(0, 0, -1);
        int at = 0;
        for (long number = 0; at < bytes.length; number++) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(maxPiece));
            while (buffer.room() < size) {
                reader.parse();
                buffer.makeRoom();
            }
            System.arraycopy(bytes, at, buffer.bytes, buffer.to, size);
            buffer.arrived(size, number);
            at += size;
            if (random.nextBoolean()) {
                reader.parse();
            }
        }
        reader.parse();
        return found;
    }

    /** The specification, word for word, on text that has all come. */
    private static List<Found> oracle(String text) {
        List<Found> found = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        String event = "";
        String stream = text.startsWith("\uFEFF") ? text.substring(1) : text;
        int end = Math.max(stream.lastIndexOf('\n'), stream.lastIndexOf('\r')) + 1;
        String[] lines = stream.substring(0, end).split("\r\n|\r|\n", -1);
        for (String line : Arrays.copyOf(lines, lines.length - 1)) { // behind the last end of a line is none
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    found.add(new Found(data.substring(0, data.length() - 1), event.equals("error"), 0));
                }
                data.setLength(0);
                event = "";
                continue;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (name.equals("data")) {
                data.append(value).append('\n');
            } else if (name.equals("event")) {
                event = value;
            }
        }
        return found;
    }

    @Test
    void findsWhatTheSpecificationSaysHoweverTheBytesCome() {
        Seeds.each(3000, EventReaderTest.class, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            text.append("\n");
            List<Found> expected = oracle(text.toString());
            try {
                List<Found> got = read(text.toString().getBytes(StandardCharsets.UTF_8), random, 12);
                assertThat(got.stream().map(f -> new Found(f.data, f.error, 0)))
                        .as(text.toString().replace("\n", "\\n").replace("\r", "\\r"))
                        .isEqualTo(expected);
            } catch (MalformedReply e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void anEventComesWithTheReadThatEndsItsBlankLine() throws MalformedReply {
        ReplyBuffer buffer = new ReplyBuffer(64);
        List<Long> times = new ArrayList<>();
        EventReader reader = new EventReader(buffer, 1000, (data, from, length, error, nanos) -> times.add(nanos));
        buffer.restart(0, 0, -1);
        String[] reads = {"data: a", "\n", "\n", "data: b\n\ndata: c\n\n", ": x\n", "data: d\r", "\r\n", "data: e\n\n"};
        for (int i = 0; i < reads.length; i++) {
            byte[] bytes = reads[i].getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bytes, 0, buffer.bytes, buffer.to, bytes.length);
            buffer.arrived(bytes.length, i);
        }
        reader.parse();
        assertThat(times).containsExactly(2L, 3L, 3L, 6L, 7L);
    }

    @Test
    void anEventThatDoesNotEndIsRefused() {
        String line = "data: " + "x".repeat(2000);
        String lines = "data: xxxxxxxxxxxxxxxxxxx\n".repeat(100);
        for (String text : List.of(line, lines)) {
            assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.US_ASCII), Seeds.random(1), 12))
                    .isInstanceOf(MalformedReply.class)
                    .hasMessageContaining("longer than 1000 bytes");
        }
    }
}
