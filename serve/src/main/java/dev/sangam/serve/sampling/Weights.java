package dev.sangam.serve.sampling;

/**
 * Passes over a vocabulary: the greatest logit, and the weights {@code exp((logit - greatest) / temperature)}. The exponential
 * is a polynomial of our own in single precision (relative error below 3e-7): several times faster than {@link Math#exp}, and
 * the same bits on every platform.
 */
final class Weights {
    /** A weight below two to this power counts as zero, which is what a logit of negative infinity or NaN gets. */
    private static final float LEAST_POWER = -100;

    private static final double LOG2_E = 1.4426950408889634;

    private Weights() {}

    /**
     * Token with the greatest logit, the lowest id among equals; -1 when every logit is negative infinity or NaN.
     */
    static int greatest(float[] logits, int size) {
        float best = Float.NEGATIVE_INFINITY;
        int token = -1;
        for (int i = 0; i < size; i++) {
            if (logits[i] > best) {
                best = logits[i];
                token = i;
            }
        }
        return token;
    }

    /**
     * Fills in {@code weights} and returns their sum. {@code greatest} is the greatest logit; where it is positive infinity,
     * the tokens that share it have weight 1 and all others none.
     */
    static double fill(float[] logits, int size, float greatest, double temperature, float[] weights) {
        if (greatest == Float.POSITIVE_INFINITY) {
            return fillInfinite(logits, size, weights);
        }
        float scale = (float) Math.min(LOG2_E / temperature, Float.MAX_VALUE);
        for (int i = 0; i < size; i++) {
            weights[i] = exp2((logits[i] - greatest) * scale);
        }
        double a = 0;
        double b = 0;
        int even = size & ~1;
        for (int i = 0; i < even; i += 2) {
            a += weights[i];
            b += weights[i + 1];
        }
        return even == size ? a + b : a + b + weights[even];
    }

    /**
     * Fills in the tokens of the greatest logits, best first, the lower id first among equals. Returns how many there are: no
     * more than asked for, and none whose logit is negative infinity or NaN.
     */
    static int top(float[] logits, int size, int[] top) {
        int found = 0;
        float least = Float.NEGATIVE_INFINITY;
        for (int token = 0; token < size; token++) {
            if (logits[token] > least) {
                int place = found < top.length ? found++ : found - 1;
                for (; place > 0 && logits[token] > logits[top[place - 1]]; place--) {
                    top[place] = top[place - 1];
                }
                top[place] = token;
                least = found < top.length ? least : logits[top[found - 1]];
            }
        }
        return found;
    }

    private static double fillInfinite(float[] logits, int size, float[] weights) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            boolean infinite = logits[i] == Float.POSITIVE_INFINITY;
            weights[i] = infinite ? 1 : 0;
            count += infinite ? 1 : 0;
        }
        return count;
    }

    /** Two to the power of x, which is at most 0: the nearest whole power times a polynomial on [-0.5, 0.5]. */
    static float exp2(float x) {
        if (!(x > LEAST_POWER)) {
            return 0;
        }
        int whole = (int) (x - 0.5f);
        float f = x - whole;
        // Taylor's series of exp(f ln 2) to the seventh power; the next term is below 1e-8.
        float p = 1.525273e-5f;
        p = p * f + 1.540353e-4f;
        p = p * f + 1.333356e-3f;
        p = p * f + 9.618129e-3f;
        p = p * f + 5.550411e-2f;
        p = p * f + 2.402265e-1f;
        p = p * f + 6.931472e-1f;
        p = p * f + 1;
        return p * Float.intBitsToFloat((whole + 127) << 23);
    }
}
