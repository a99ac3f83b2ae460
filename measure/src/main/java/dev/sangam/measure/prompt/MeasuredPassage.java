package dev.sangam.measure.prompt;

import java.util.Arrays;

/**
 * A passage of which the length of every stretch is known, in thousandths of a token so that estimates add up, too. It
 * begins anew after its last word.
 */
final class MeasuredPassage {
    private final Passage passage;
    private final long[] before;

    /**
     * @param passage the text
     * @param milliTokens length of each of its words
     */
    MeasuredPassage(Passage passage, long[] milliTokens) {
        this.passage = passage;
        this.before = new long[passage.size() + 1];
        for (int i = 0; i < passage.size(); i++) {
            before[i + 1] = before[i] + milliTokens[i];
        }
    }

    /** Number of words. */
    int size() {
        return passage.size();
    }

    /** How many words from a place on have at most so many tokens together. */
    long fitting(int from, long milliTokens) {
        if (milliTokens <= 0) {
            return 0;
        }
        long whole = before[size()];
        long rounds = (milliTokens + before[from]) / whole;
        long last = (milliTokens + before[from]) % whole;
        int found = Arrays.binarySearch(before, last);
        int end = found >= 0 ? found : -found - 2;
        return rounds * size() + end - from;
    }

    /** Length of so many words from a place on. */
    long milliTokens(int from, long words) {
        long end = from + words;
        return end / size() * before[size()] + before[(int) (end % size())] - before[from];
    }

    /** Writes so many words from a place on. */
    void append(StringBuilder out, int from, long words) {
        int at = from;
        for (long left = words; left > 0; ) {
            int end = (int) Math.min(size(), at + left);
            out.append(passage.text(at, end));
            left -= end - at;
            at = end == size() ? 0 : end;
        }
    }
}
