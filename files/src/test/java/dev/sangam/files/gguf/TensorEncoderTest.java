package dev.sangam.files.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TensorEncoderTest {
    private static final int BLOCKS = 64;
    private static final int BLOCK = 32;

    @Test
    void halvesKeepElevenBits() {
        float[] row = row(1);
        ByteBuffer bytes = encoded(TensorType.F16, row);
        for (float x : row) {
            assertThat(Float.float16ToFloat(bytes.getShort())).isEqualTo(x, within(Math.abs(x) / 2048));
        }
    }

    @Test
    void eightBitsAreOffByHalfAStepAtMost() {
        float[] row = row(2);
        ByteBuffer bytes = encoded(TensorType.Q8_0, row);
        for (int from = 0; from < row.length; from += BLOCK) {
            float step = Float.float16ToFloat(bytes.getShort());
            float largest = largest(row, from);
            assertThat(step).isEqualTo(largest / 127, within(largest / 127 / 1024));
            for (int i = 0; i < BLOCK; i++) {
                // The scale itself is rounded to a half, which adds up to 127/2048 of a step.
                assertThat(bytes.get() * step).isEqualTo(row[from + i], within(0.57f * step));
            }
        }
    }

    @Test
    void fourBitsAreOffByHalfAStepOrOneAtTheFarEnd() {
        float[] row = row(3);
        ByteBuffer bytes = encoded(TensorType.Q4_0, row);
        for (int from = 0; from < row.length; from += BLOCK) {
            float step = Math.abs(Float.float16ToFloat(bytes.getShort(bytes.position())));
            float signed = Float.float16ToFloat(bytes.getShort());
            for (int i = 0; i < BLOCK / 2; i++) {
                int pair = bytes.get() & 0xFF;
                assertThat(((pair & 15) - 8) * signed).isEqualTo(row[from + i], within(1.01f * step));
                assertThat(((pair >> 4) - 8) * signed).isEqualTo(row[from + 16 + i], within(1.01f * step));
                if (Math.abs(row[from + i]) < 7 * step) {
                    assertThat(((pair & 15) - 8) * signed).isEqualTo(row[from + i], within(0.51f * step));
                }
            }
        }
    }

    @Test
    void zerosStayZero() {
        for (TensorType type : new TensorType[] {TensorType.Q8_0, TensorType.Q4_0}) {
            ByteBuffer bytes = encoded(type, new float[BLOCK]);
            assertThat(Float.float16ToFloat(bytes.getShort())).as(type.name()).isZero();
            assertThat(bytes.get()).isEqualTo((byte) (type == TensorType.Q8_0 ? 0 : 0x88));
        }
    }

    private static float[] row(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] row = new float[BLOCKS * BLOCK];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) random.nextGaussian();
        }
        return row;
    }

    private static float largest(float[] row, int from) {
        float largest = 0;
        for (int i = 0; i < BLOCK; i++) {
            largest = Math.max(largest, Math.abs(row[from + i]));
        }
        return largest;
    }

    private static ByteBuffer encoded(TensorType type, float[] row) {
        ByteBuffer out = ByteBuffer.allocate(4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
        TensorEncoder.encode(type, row, out);
        assertThat(out.position()).isEqualTo(row.length / type.blockSize() * type.blockBytes());
        return out.flip();
    }
}
