package dev.sangam.serve.sampling;

import java.util.Arrays;

/**
 * Top-k, top-p and min-p over the weights of a vocabulary, without sorting it: a histogram over the weights' exponents (eight
 * buckets per factor of two) finds the bucket in which the cut falls, and only the candidates in that bucket are put in order.
 * Candidates of equal weight are kept by ascending id. A cut is O(candidates + m log m) for m candidates in its bucket.
 */
final class Truncation {
    /** Weights lie in [0, 1]; the upper twelve bits of a float tell its exponent and an eighth of it. */
    private static final int SHIFT = 20;

    static final int BUCKETS = (Float.floatToRawIntBits(1) >>> SHIFT) + 2;

    private final SamplingBuffers buffers;
    private int size;
    private double mass;

    Truncation(SamplingBuffers buffers) {
        this.buffers = buffers;
    }

    /**
     * Weight that the k-th greatest of the vocabulary has at least, or a little less: the lower end of its bucket.
     */
    float leastOfTop(int k) {
        float[] weights = buffers.weights;
        int[] counts = buffers.bucketCounts;
        Arrays.fill(counts, 0);
        for (int token = 0; token < buffers.vocabulary; token++) {
            counts[Float.floatToRawIntBits(weights[token]) >>> SHIFT]++;
        }
        int bucket = BUCKETS - 1;
        for (int above = counts[bucket]; above < k && bucket > 0; above += counts[bucket]) {
            bucket--;
        }
        return Float.intBitsToFloat(bucket << SHIFT);
    }

    /**
     * Weight that every token has which is needed for the given share of the total: tokens of less weight than their part of
     * the other share cannot make up for more than it, all of them together.
     */
    float leastOfShare(double share, double total) {
        return (float) ((1 - share) * total / buffers.vocabulary * (1 - 1e-6));
    }

    /** Starts with every token whose weight is at least {@code least}. */
    void start(float least) {
        float[] weights = buffers.weights;
        size = 0;
        mass = 0;
        for (int token = 0; token < buffers.vocabulary; token++) {
            float weight = weights[token];
            if (weight >= least && weight > Weights.NONE) {
                keep(token, weight);
            }
        }
    }

    /** Sum of the candidates' weights. */
    double mass() {
        return mass;
    }

    /** Keeps the k candidates of greatest weight. */
    void topK(int k) {
        if (k < size) {
            count();
            int bucket = BUCKETS - 1;
            int above = 0;
            while (above + buffers.bucketCounts[bucket] < k) {
                above += buffers.bucketCounts[bucket--];
            }
            int inBucket = split(bucket);
            for (int i = 0; i < inBucket && size < k; i++) {
                keep(buffers.keys[i]);
            }
        }
    }

    /** Keeps the fewest candidates of greatest weight whose weights sum to what is wanted. */
    void topP(double wanted) {
        count();
        int bucket = BUCKETS - 1;
        double above = 0;
        while (bucket > 0 && above + buffers.bucketMasses[bucket] < wanted) {
            above += buffers.bucketMasses[bucket--];
        }
        int inBucket = split(bucket);
        for (int i = 0; i < inBucket && (mass < wanted || size == 0); i++) {
            keep(buffers.keys[i]);
        }
    }

    /** Keeps the candidates whose weight is at least the given share of the greatest weight, which is 1. */
    void minP(double share) {
        int all = size;
        size = 0;
        mass = 0;
        for (int i = 0; i < all; i++) {
            if (buffers.candidateWeights[i] >= share) {
                keep(buffers.candidates[i], buffers.candidateWeights[i]);
            }
        }
    }

    /** Candidate at which the running sum of the weights passes {@code target}, which is less than {@link #mass}. */
    int at(double target) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += buffers.candidateWeights[i];
            if (sum > target) {
                return buffers.candidates[i];
            }
        }
        return buffers.candidates[size - 1];
    }

    private void count() {
        Arrays.fill(buffers.bucketCounts, 0);
        Arrays.fill(buffers.bucketMasses, 0);
        for (int i = 0; i < size; i++) {
            float weight = buffers.candidateWeights[i];
            int bucket = Float.floatToRawIntBits(weight) >>> SHIFT;
            buffers.bucketCounts[bucket]++;
            buffers.bucketMasses[bucket] += weight;
        }
    }

    /** Keeps the candidates above a bucket; those in it become keys in order of weight. Returns how many they are. */
    private int split(int bucket) {
        int all = size;
        int keys = 0;
        size = 0;
        mass = 0;
        for (int i = 0; i < all; i++) {
            int bits = Float.floatToRawIntBits(buffers.candidateWeights[i]);
            if (bits >>> SHIFT > bucket) {
                keep(buffers.candidates[i], buffers.candidateWeights[i]);
            } else if (bits >>> SHIFT == bucket) {
                buffers.keys[keys++] = (long) ~bits << 32 | buffers.candidates[i];
            }
        }
        Arrays.sort(buffers.keys, 0, keys);
        return keys;
    }

    private void keep(long key) {
        keep((int) key, Float.intBitsToFloat((int) ~(key >> 32)));
    }

    private void keep(int token, float weight) {
        buffers.candidates[size] = token;
        buffers.candidateWeights[size++] = weight;
        mass += weight;
    }
}
