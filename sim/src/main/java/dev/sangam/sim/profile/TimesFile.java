package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.core.batchtime.TokenOperator;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Operator times as bytes: magic, key, length and CRC-32C of the rest, then the tables. Whatever fails a check is taken
 * for damaged, never for an error of the user's.
 */
final class TimesFile {
    private static final long MAGIC = 0x53414E47414D5431L; // "SANGAMT1"
    private static final int KEY_BYTES = 32;
    private static final int HEADER = Long.BYTES + KEY_BYTES + 2 * Integer.BYTES;

    private TimesFile() {}

    static byte[] encode(byte[] key, OperatorTimes times) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + size(times)).position(HEADER);
        for (TokenOperator operator : TokenOperator.values()) {
            put(out, times.has(operator) ? times.tokens(operator) : new double[0]);
        }
        put(out, times.decode());
        put(out, times.prefill());
        byte[] bytes = out.array();
        out.rewind();
        out.putLong(MAGIC).put(key).putInt(bytes.length - HEADER).putInt(checksum(bytes));
        return bytes;
    }

    static Optional<OperatorTimes> decode(byte[] key, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || in.getLong() != MAGIC) {
            return Optional.empty();
        }
        byte[] storedKey = new byte[KEY_BYTES];
        in.get(storedKey);
        if (!Arrays.equals(key, storedKey) || in.getInt() != bytes.length - HEADER || in.getInt() != checksum(bytes)) {
            return Optional.empty();
        }
        try {
            return Optional.of(tables(in));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static OperatorTimes tables(ByteBuffer in) {
        OperatorTimes.Builder times = OperatorTimes.builder();
        for (TokenOperator operator : TokenOperator.values()) {
            double[] column = column(in);
            if (column.length > 0) {
                times.tokens(operator, column);
            }
        }
        return times.decode(grid(in)).prefill(grid(in)).build();
    }

    private static int size(OperatorTimes times) {
        int cells = times.decode().length * (times.decode()[0].length + 1)
                + times.prefill().length * (times.prefill()[0].length + 1);
        for (TokenOperator operator : TokenOperator.values()) {
            cells += 1 + (times.has(operator) ? times.tokens(operator).length : 0);
        }
        return Math.multiplyExact(cells + 2, Double.BYTES);
    }

    private static void put(ByteBuffer out, double[] column) {
        out.putLong(column.length);
        out.asDoubleBuffer().put(column);
        out.position(out.position() + column.length * Double.BYTES);
    }

    private static void put(ByteBuffer out, double[][] grid) {
        out.putLong(grid.length);
        for (double[] row : grid) {
            put(out, row);
        }
    }

    private static double[] column(ByteBuffer in) {
        double[] column = new double[count(in, Double.BYTES)];
        in.asDoubleBuffer().get(column);
        in.position(in.position() + column.length * Double.BYTES);
        return column;
    }

    private static double[][] grid(ByteBuffer in) {
        double[][] grid = new double[count(in, Long.BYTES)][];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = column(in);
        }
        return grid;
    }

    private static int count(ByteBuffer in, int unit) {
        long count = in.getLong();
        if (count < 0 || count > in.remaining() / unit) {
            throw new IllegalArgumentException("count is " + count);
        }
        return (int) count;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, HEADER, bytes.length - HEADER);
        return (int) crc.getValue();
    }
}
