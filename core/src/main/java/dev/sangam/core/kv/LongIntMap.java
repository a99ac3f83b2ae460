package dev.sangam.core.kv;

import java.util.Arrays;

/** A hash map from long to non-negative int of fixed capacity: open addressing, linear probing, no boxing. */
final class LongIntMap {
    private static final int ABSENT = -1;

    private final long[] keys;
    private final int[] values;
    private final int mask;

    LongIntMap(int maxEntries) {
        int slots = Integer.highestOneBit(Math.max(4, maxEntries)) << 2;
        keys = new long[slots];
        values = new int[slots];
        mask = slots - 1;
        Arrays.fill(values, ABSENT);
    }

    /** The value of the key, or -1. */
    int get(long key) {
        return values[slot(key)];
    }

    void put(long key, int value) {
        int slot = slot(key);
        keys[slot] = key;
        values[slot] = value;
    }

    /** Removes the key, if present, and closes the gap, so that no tombstones build up. */
    void remove(long key) {
        int gap = slot(key);
        if (values[gap] == ABSENT) {
            return;
        }
        for (int slot = (gap + 1) & mask; values[slot] != ABSENT; slot = (slot + 1) & mask) {
            int home = home(keys[slot]);
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                keys[gap] = keys[slot];
                values[gap] = values[slot];
                gap = slot;
            }
        }
        values[gap] = ABSENT;
    }

    private int slot(long key) {
        int slot = home(key);
        while (values[slot] != ABSENT && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int home(long key) {
        long h = key * 0x9e3779b97f4a7c15L;
        return (int) (h ^ (h >>> 32)) & mask;
    }
}
