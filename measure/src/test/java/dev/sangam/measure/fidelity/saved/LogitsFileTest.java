package dev.sangam.measure.fidelity.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogitsFileTest {
    private static final int WINDOW = 9;
    private static final int VOCABULARY = 7;
    private static final int WINDOWS = 3;
    private static final int ROWS = WINDOW - 1 - WINDOW / 2;

    private final long seed = Long.getLong("sangam.seed", 7);
    private final float[][][] logits = new float[WINDOWS][ROWS][VOCABULARY];

    @TempDir
    private Path folder;

    /** Written as the perplexity tool's documentation of its file says: see the class comment of the reader. */
    private byte[] bytes() {
        System.out.println("sangam.seed=" + seed);
        Random random = new Random(seed);
        ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        out.put("_logits_".getBytes(StandardCharsets.US_ASCII));
        out.putInt(WINDOW).putInt(VOCABULARY).putInt(WINDOWS);
        for (int i = 0; i < WINDOW * WINDOWS; i++) {
            out.putInt(i % VOCABULARY);
        }
        for (float[][] window : logits) {
            for (float[] row : window) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = (float) (random.nextGaussian() * 3);
                }
                put(out, row);
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void put(ByteBuffer out, float[] row) {
        float max = row[0];
        float min = row[0];
        for (float each : row) {
            max = Math.max(max, each);
            min = Math.min(min, each);
        }
        min = Math.max(min, max - 16);
        float scale = (max - min) / 65535;
        out.putFloat(scale).putFloat((float) (min - max - Math.log(sum(row, max))));
        for (float each : row) {
            out.putShort((short) Math.rint((each - min) / scale));
        }
        if (row.length % 2 == 1) {
            out.putShort((short) 0);
        }
    }

    private static double sum(float[] row, float max) {
        double sum = 0;
        for (float each : row) {
            sum += Math.exp(each - max);
        }
        return sum;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("base.kld"), bytes);
    }

    @Test
    void tokensAndRowsAreThoseThatWereWritten() throws IOException {
        try (LogitsFile file = LogitsFile.open(file(bytes()))) {
            assertThat(file.windowTokens()).isEqualTo(WINDOW);
            assertThat(file.vocabulary()).isEqualTo(VOCABULARY);
            assertThat(file.windows()).isEqualTo(WINDOWS);
            assertThat(file.first()).isEqualTo(4);
            assertThat(file.rows()).isEqualTo(ROWS);
            assertThat(file.tokens(1)).containsExactly(2, 3, 4, 5, 6, 0, 1, 2, 3);
            double[] row = new double[VOCABULARY];
            for (int window = WINDOWS - 1; window >= 0; window--) {
                for (int number = 0; number < ROWS; number++) {
                    file.row(window, number, row);
                    float[] written = logits[window][number];
                    for (int token = 0; token < VOCABULARY; token++) {
                        double exact = written[token] - Math.log(sum(written, 0));
                        assertThat(row[token]).isCloseTo(exact, within(16.0 / 65535));
                    }
                }
            }
        }
    }

    @Test
    void aFileThatIsNotWholeIsRefused() throws IOException {
        byte[] whole = bytes();
        assertRefused(
                Arrays.copyOf(whole, whole.length - 1),
                "it must be " + whole.length + ". Maybe it was cut off: it has 2");
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "it must be " + whole.length);
        assertRefused(Arrays.copyOf(whole, 19), "it must begin with _logits_");
        assertRefused(Arrays.copyOf(whole, 40), "it has 0 whole windows");
        whole[0] = 'x';
        assertRefused(whole, "is not a file of log-probabilities");
    }

    @Test
    void valuesThatCannotBeAreRefused() throws IOException {
        byte[] zero = bytes();
        ByteBuffer.wrap(zero).order(ByteOrder.LITTLE_ENDIAN).putInt(12, 0);
        assertRefused(zero, "the tokens of the vocabulary is 0; it must be between 1");
        byte[] token = bytes();
        ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN).putInt(20, VOCABULARY);
        byte[] scale = bytes();
        ByteBuffer.wrap(scale).order(ByteOrder.LITTLE_ENDIAN).putFloat(20 + 4 * WINDOW * WINDOWS, Float.NaN);
        try (LogitsFile file = LogitsFile.open(file(token))) {
            assertThatThrownBy(() -> file.tokens(0)).hasMessageContaining("window 0 has the token 7");
        }
        try (LogitsFile file = LogitsFile.open(file(scale))) {
            assertThatThrownBy(() -> file.row(0, 0, new double[VOCABULARY])).hasMessageContaining("it is damaged");
        }
    }

    private void assertRefused(byte[] bytes, String said) throws IOException {
        Path file = file(bytes);
        assertThatThrownBy(() -> LogitsFile.open(file).close())
                .isInstanceOf(InputException.class)
                .hasMessageContaining(said);
    }
}
