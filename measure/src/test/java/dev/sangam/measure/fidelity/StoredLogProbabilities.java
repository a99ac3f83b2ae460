package dev.sangam.measure.fidelity;

import java.util.stream.IntStream;

/**
 * A model's distribution over the next token as llama.cpp's perplexity tool stores it: 16 bits a token, in equal steps of the
 * logarithm from the least logit, or from 16 below the greatest, up to the greatest.
 *
 * @param step of the natural logarithm between two levels
 * @param least natural logarithm of the probability at level 0
 * @param levels from 0 to 65535, unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredLogProbabilities(double step, double least, short[] levels) {
    private static final double DEPTH = 16;
    private static final int LEVELS = 65535;

    /** Stores a row. */
    static StoredLogProbabilities of(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
            min = Math.min(min, logit);
        }
        min = Math.max(min, max - DEPTH);
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - max);
        }
        double step = (max - min) / LEVELS;
        short[] levels = new short[logits.length];
        for (int i = 0; i < levels.length && step > 0; i++) {
            levels[i] = (short) (logits[i] > min ? (int) Math.rint((logits[i] - min) / step) : 0);
        }
        return new StoredLogProbabilities(step, min - max - Math.log(sum), levels);
    }

    /** Natural logarithm of the probability of a token. */
    double logProbability(int token) {
        return step * (levels[token] & LEVELS) + least;
    }

    /** The same of all tokens. */
    double[] row() {
        return IntStream.range(0, levels.length)
                .mapToDouble(this::logProbability)
                .toArray();
    }
}
