package dev.sangam.serve.sampling;

import java.util.Arrays;

/**
 * The distinct tokens that a request has seen, and how often each occurs in its output: an open-addressed table, so that a
 * step costs as much as there are distinct tokens and allocates nothing but when the table grows.
 */
final class TokenCounts {
    private static final int FREE = -1;

    private int[] tokens = new int[64];
    private int[] counts = new int[64];
    private int size;

    TokenCounts() {
        Arrays.fill(tokens, FREE);
    }

    /** The token occurs in the prompt. */
    void seen(int token) {
        slot(token);
    }

    /** The token occurs in the output once more. */
    void emitted(int token) {
        int slot = slot(token);
        counts[slot]++;
    }

    /**
     * Penalises logits as vLLM does: {@code repetition} divides a positive logit and multiplies a negative one of every token
     * seen; then {@code frequency} is taken off per occurrence in the output, and {@code presence} once if there is any.
     */
    void penalise(float[] logits, double repetition, double frequency, double presence) {
        for (int slot = 0; slot < tokens.length; slot++) {
            int token = tokens[slot];
            if (token != FREE && token < logits.length) {
                int count = counts[slot];
                double logit = logits[token];
                logit = logit > 0 ? logit / repetition : logit * repetition;
                logits[token] = (float) (logit - frequency * count - (count > 0 ? presence : 0));
            }
        }
    }

    /** Slot of the token, which is added when it is new. */
    private int slot(int token) {
        if (size * 2 >= tokens.length) {
            grow();
        }
        int slot = probe(token);
        if (tokens[slot] == FREE) {
            tokens[slot] = token;
            size++;
        }
        return slot;
    }

    private int probe(int token) {
        int mask = tokens.length - 1;
        int slot = ((token * 0x9E3779B9) >>> 7) & mask;
        while (tokens[slot] != FREE && tokens[slot] != token) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldTokens = tokens;
        int[] oldCounts = counts;
        tokens = new int[oldTokens.length * 2];
        counts = new int[oldTokens.length * 2];
        Arrays.fill(tokens, FREE);
        for (int i = 0; i < oldTokens.length; i++) {
            if (oldTokens[i] != FREE) {
                int slot = probe(oldTokens[i]);
                tokens[slot] = oldTokens[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
