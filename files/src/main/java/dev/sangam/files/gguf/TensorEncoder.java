package dev.sangam.files.gguf;

import java.nio.ByteBuffer;

/**
 * Turns numbers into the bytes of a tensor, as ggml's reference quantisers do ({@code quantize_row_q8_0_ref} and
 * {@code quantize_row_q4_0_ref} in ggml-quants.c).
 */
final class TensorEncoder {
    private static final int BLOCK = 32;
    private static final int HALF = BLOCK / 2;

    private TensorEncoder() {}

    /** Whether the writer knows the type. */
    static boolean knows(TensorType type) {
        return switch (type) {
            case F32, F16, Q8_0, Q4_0 -> true;
            default -> false;
        };
    }

    /** Appends a row, whose length is a whole number of blocks, to {@code out}. */
    static void encode(TensorType type, float[] row, ByteBuffer out) {
        switch (type) {
            case F32 -> {
                for (float x : row) {
                    out.putFloat(x);
                }
            }
            case F16 -> {
                for (float x : row) {
                    out.putShort(Float.floatToFloat16(x));
                }
            }
            case Q8_0 -> {
                for (int from = 0; from < row.length; from += BLOCK) {
                    q8(row, from, out);
                }
            }
            case Q4_0 -> {
                for (int from = 0; from < row.length; from += BLOCK) {
                    q4(row, from, out);
                }
            }
            default -> throw new IllegalArgumentException("cannot write " + type + "; F32, F16, Q8_0 and Q4_0 can be");
        }
    }

    private static void q8(float[] row, int from, ByteBuffer out) {
        float largest = 0;
        for (int i = 0; i < BLOCK; i++) {
            largest = Math.max(largest, Math.abs(row[from + i]));
        }
        float step = largest / 127;
        float inverse = step == 0 ? 0 : 1 / step;
        out.putShort(Float.floatToFloat16(step));
        for (int i = 0; i < BLOCK; i++) {
            float x = row[from + i] * inverse;
            out.put((byte) (x < 0 ? x - 0.5f : x + 0.5f));
        }
    }

    private static void q4(float[] row, int from, ByteBuffer out) {
        float extreme = 0;
        for (int i = 0; i < BLOCK; i++) {
            if (Math.abs(row[from + i]) > Math.abs(extreme)) {
                extreme = row[from + i];
            }
        }
        float step = extreme / -8;
        float inverse = step == 0 ? 0 : 1 / step;
        out.putShort(Float.floatToFloat16(step));
        for (int i = 0; i < HALF; i++) {
            out.put((byte) (nibble(row[from + i] * inverse) | nibble(row[from + HALF + i] * inverse) << 4));
        }
    }

    private static int nibble(float x) {
        return Math.min(15, (int) (x + 8.5f));
    }
}
