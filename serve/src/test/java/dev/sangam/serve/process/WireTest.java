package dev.sangam.serve.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WireTest {
    private static final long SEED = Long.getLong("sangam.seed", 20261123);

    @BeforeAll
    static void printTheSeed() {
        System.out.println("seed " + SEED);
    }

    static List<Class<?>> messageTypes() {
        List<Class<?>> types = new ArrayList<>(RandomRecords.leaves(Command.class));
        types.addAll(RandomRecords.leaves(Report.class));
        return types;
    }

    @ParameterizedTest
    @MethodSource("messageTypes")
    void everyMessageArrivesAsItWasSent(Class<?> type) throws Exception {
        var random = new RandomRecords(new SplittableRandom(SEED));
        List<Object> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(random.of(type));
        }
        if (Command.class.isAssignableFrom(type)) {
            check(Command.class, sent);
        } else {
            check(Report.class, sent);
        }
    }

    private static <M> void check(Class<M> type, List<?> sent) throws IOException {
        byte[] bytes = encoded(type, sent);
        Inbox<M> inbox = new Inbox<>(new ByteArrayInputStream(bytes), type);
        List<M> received = Objects.requireNonNull(inbox.read());
        assertThat(inbox.read()).isNull();
        assertThat(received)
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class) // not a number is
                .isEqualTo(sent);
        // the comparison looks into components, not at the types of records; the names of those are in the bytes
        assertThat(encoded(type, received)).isEqualTo(bytes);
    }

    private static <M> byte[] encoded(Class<M> type, List<?> messages) throws IOException {
        Frame<M> frame = new Frame<>(type);
        for (Object message : messages) {
            assertThat(frame.add(type.cast(message))).as("%s", message).isTrue();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frame.writeTo(bytes);
        return bytes.toByteArray();
    }

    @Test
    void aMessageThatIsTooLargeLeavesTheFrameAsItWas() throws IOException {
        Frame<Command> frame = new Frame<>(Command.class);
        frame.add(new Command.Cancel(1));
        int before = frame.sizeBytes();

        assertThat(frame.add(new Command.Start("x".repeat(Wire.MAX_FRAME_BYTES))))
                .isFalse();

        assertThat(frame.sizeBytes()).isEqualTo(before);
        assertThat(frame.add(new Command.Start("x".repeat(Wire.MAX_FRAME_BYTES / 2))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ggml: loading\n",
                "[0.020s][warning] a line of the JVM",
                "\0\0\0\5hello",
                "\0\0\0\2{}",
                "\0\0\0\16[\"Cancel\",{}]..",
                "\0\0\0\33[\"Cancel\",{\"request\":null}]",
                "\0\0\0\20[\"Unheard\",null]",
                "\0\0\0\0"
            })
    void whatIsNoMessageIsRefused(String bytes) {
        assertThatThrownBy(() -> read(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class)
                .hasMessageContaining("frame");
    }

    @Test
    void aDamagedFrameIsReadOrRefusedAndNothingElse() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        RandomRecords records = new RandomRecords(random);
        for (int i = 0; i < 3000; i++) {
            byte[] frame = encoded(Command.class, List.of(records.of(Command.class)));
            for (int damage = random.nextInt(3); damage >= 0; damage--) {
                frame[Integer.BYTES + random.nextInt(frame.length - Integer.BYTES)] = (byte) random.nextInt(256);
            }
            try {
                read(frame);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("frame");
            }
        }
    }

    @Test
    void aFrameThatIsTooLargeIsRefusedBeforeItIsRead() {
        byte[] header = ByteBuffer.allocate(4).putInt(Wire.MAX_FRAME_BYTES + 1).array();
        assertThatThrownBy(() -> read(header)).hasMessageContaining("a frame of 67108865 bytes; it must have 1 to");
    }

    @Test
    void aStreamThatEndsWithinAFrameIsToldFromGarbage() throws IOException {
        Frame<Command> frame = new Frame<>(Command.class);
        frame.add(new Command.Cancel(1));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        frame.writeTo(whole);
        for (int cut = 1; cut < whole.size(); cut++) {
            byte[] part = Arrays.copyOf(whole.toByteArray(), cut);
            assertThatThrownBy(() -> read(part)).isInstanceOf(EOFException.class);
        }
    }

    private static void read(byte[] bytes) throws IOException {
        new Inbox<>(new ByteArrayInputStream(bytes), Command.class).read();
    }
}
