package dev.sangam.core.workload;

import java.util.Arrays;

/** A growing column of longs. */
final class LongColumn {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.addExact(size, size));
        }
        values[size++] = value;
    }

    long at(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    long[] range(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
