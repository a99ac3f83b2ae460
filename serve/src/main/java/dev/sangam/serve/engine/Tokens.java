package dev.sangam.serve.engine;

import java.util.Arrays;

/** The token ids of a sequence, prompt and output; grows at its end. Owned by one thread at a time. */
final class Tokens {
    private int[] ids;
    private int size;

    /** Starts with a copy of a prompt. */
    Tokens(int[] prompt) {
        ids = Arrays.copyOf(prompt, prompt.length + 64);
        size = prompt.length;
    }

    int size() {
        return size;
    }

    int at(int index) {
        return ids[index];
    }

    void add(int token) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = token;
    }

    /** Length of the longest common start of the first {@code length} tokens of this and the first ones of another. */
    int common(int length, Tokens other, int otherLength) {
        int limit = Math.min(length, otherLength);
        int mismatch = Arrays.mismatch(ids, 0, limit, other.ids, 0, limit);
        return mismatch < 0 ? limit : mismatch;
    }
}
