package dev.sangam.files.eventlog;

import java.util.Arrays;

/**
 * Sequences and the number of tokens that each has in the KV cache, in order of their ids. Collected in any order by one
 * thread, then only read.
 */
final class Decodes {
    static final Decodes NONE = new Decodes(0);

    private long[] ids;
    private int[] contexts;
    private int size;

    Decodes(int capacity) {
        ids = new long[capacity];
        contexts = new int[capacity];
    }

    void add(long id, int context) {
        if (size == ids.length) {
            int capacity = Math.max(16, 2 * size);
            ids = Arrays.copyOf(ids, capacity);
            contexts = Arrays.copyOf(contexts, capacity);
        }
        ids[size] = id;
        contexts[size++] = context;
    }

    int size() {
        return size;
    }

    long id(int index) {
        return ids[index];
    }

    int context(int index) {
        return contexts[index];
    }

    /** The same in order of ids; this, when it is. */
    Decodes sorted() {
        boolean ascending = true;
        for (int i = 1; i < size; i++) {
            ascending &= ids[i - 1] < ids[i];
        }
        if (ascending) {
            return this;
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(ids[a], ids[b]));
        Decodes result = new Decodes(size);
        for (int i : order) {
            result.add(ids[i], contexts[i]);
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Decodes that
                && Arrays.equals(ids, 0, size, that.ids, 0, that.size)
                && Arrays.equals(contexts, 0, size, that.contexts, 0, that.size);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOf(ids, size));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Decodes[");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : " ").append(ids[i]).append(':').append(contexts[i]);
        }
        return text.append(']').toString();
    }
}
