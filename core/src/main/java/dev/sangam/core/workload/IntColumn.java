package dev.sangam.core.workload;

import java.util.Arrays;

/** A growing column of ints. */
final class IntColumn {
    private int[] values = new int[16];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.addExact(size, size));
        }
        values[size++] = value;
    }

    int at(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
