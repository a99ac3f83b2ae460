package dev.sangam.measure.fidelity;

import dev.sangam.core.InputException;

/**
 * Compares what two models make of the next token, from the logits of both, in double precision. It keeps buffers, so each thread
 * needs its own.
 */
public final class TokenComparison {
    /** Which part of the vocabulary the Kullback-Leibler divergence is summed over. */
    public enum Tail {
        /** All of it: the definition. */
        WHOLE,
        /** Tokens to which the base gives more than e^-16, as llama.cpp does; the rest, a millionth or so, is left out. */
        FLOORED,
        /**
         * The same where the base's rows are log-probabilities that llama.cpp stored in 16 bits. Rounded and cut off, they are no
         * longer a whole distribution; as llama.cpp does, they are taken as they are.
         */
        STORED
    }

    /** Natural logarithm of the least probability that counts where not all do. */
    private static final double FLOOR = -16;

    private final Tail tail;
    private double[] base = {};
    private double[] candidate = {};
    private int baseTop;
    private int candidateTop;

    public TokenComparison(Tail tail) {
        this.tail = tail;
    }

    /**
     * Compares two rows of logits.
     *
     * @param baseLogits with {@link Tail#STORED}: its log-probabilities
     * @param target the token that came
     * @throws InputException when a row holds no distribution: a logit is NaN or infinite, or all are -infinity
     */
    public TokenPair pair(float[] baseLogits, float[] candidateLogits, int target) {
        base = widened(baseLogits, base);
        candidate = widened(candidateLogits, candidate);
        return pair(base, candidate, baseLogits.length, candidateLogits.length, target);
    }

    /** The same of rows in double precision. */
    public TokenPair pair(double[] baseLogits, double[] candidateLogits, int target) {
        return pair(baseLogits, candidateLogits, baseLogits.length, candidateLogits.length, target);
    }

    /** The likeliest token of the base in the last pair; the first of equals, as llama.cpp has it. */
    public int baseTop() {
        return baseTop;
    }

    /** The candidate's. */
    public int candidateTop() {
        return candidateTop;
    }

    private TokenPair pair(double[] b, double[] c, int size, int other, int target) {
        requireSame(size, other, target);
        baseTop = top(b, size, "base");
        candidateTop = top(c, size, "candidate");
        return tail == Tail.STORED ? stored(b, c, size, target) : distributions(b, c, size, target);
    }

    private TokenPair distributions(double[] b, double[] c, int size, int target) {
        double maxB = b[baseTop];
        double maxC = c[candidateTop];
        double sumB = 0;
        double sumC = 0;
        double weighted = 0;
        for (int i = 0; i < size; i++) {
            double fromB = b[i] - maxB;
            double fromC = c[i] - maxC;
            double expB = Math.exp(fromB);
            sumB += expB;
            sumC += Math.exp(fromC);
            if (expB > 0) { // what has no probability counts 0, whatever the candidate says
                weighted += expB * (fromB - fromC);
            }
        }
        double logB = Math.log(sumB);
        double logC = Math.log(sumC);
        double divergence = weighted / sumB - logB + logC;
        if (tail == Tail.FLOORED) {
            divergence -= below(b, maxB, logB, c, maxC, logC, size);
        }
        return new TokenPair(
                tail == Tail.WHOLE ? Math.max(0, divergence) : divergence, // only rounding makes it negative
                b[target] - maxB - logB,
                c[target] - maxC - logC,
                baseTop == candidateTop);
    }

    /** The part of the divergence that tokens below the floor have. */
    private static double below(double[] b, double maxB, double logB, double[] c, double maxC, double logC, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double ofB = b[i] - maxB - logB;
            if (ofB <= FLOOR && ofB > Double.NEGATIVE_INFINITY) {
                sum += Math.exp(ofB) * (ofB - (c[i] - maxC - logC));
            }
        }
        return sum;
    }

    private TokenPair stored(double[] logProbabilities, double[] c, int size, int target) {
        double maxC = c[candidateTop];
        double sumC = 0;
        for (int i = 0; i < size; i++) {
            sumC += Math.exp(c[i] - maxC);
        }
        double logC = Math.log(sumC);
        double divergence = 0;
        for (int i = 0; i < size; i++) {
            double ofB = logProbabilities[i];
            if (ofB > FLOOR) {
                divergence += Math.exp(ofB) * (ofB - (c[i] - maxC - logC));
            }
        }
        return new TokenPair(divergence, logProbabilities[target], c[target] - maxC - logC, baseTop == candidateTop);
    }

    private static void requireSame(int size, int other, int target) {
        if (size != other) {
            throw new InputException("the base has " + size + " tokens in its vocabulary, the candidate " + other
                    + "; they cannot be compared token by token. Maybe compare their answers to questions");
        }
        if (target < 0 || target >= size) {
            throw new IllegalArgumentException("token " + target + " is not in a vocabulary of " + size);
        }
    }

    private static int top(double[] logits, int size, String whose) {
        int top = 0;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            double logit = logits[i];
            if (!(logit < Double.POSITIVE_INFINITY)) {
                throw noDistribution(whose, "logit " + i + " is " + logit);
            }
            if (logit > max) {
                max = logit;
                top = i;
            }
        }
        if (max == Double.NEGATIVE_INFINITY) {
            throw noDistribution(whose, "all " + size + " logits are -Infinity");
        }
        return top;
    }

    private static InputException noDistribution(String whose, String what) {
        return new InputException("the " + whose + " says nothing of the next token: " + what
                + ". Maybe its file is damaged, or its quantization failed");
    }

    private static double[] widened(float[] row, double[] buffer) {
        double[] wide = buffer.length >= row.length ? buffer : new double[row.length];
        for (int i = 0; i < row.length; i++) {
            wide[i] = row[i];
        }
        return wide;
    }
}
