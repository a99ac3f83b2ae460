package dev.sangam.serve.sampling;

/**
 * Scratch memory that the samplers of one thread share, about 24 bytes per token of the vocabulary. Nothing in it outlives a
 * call.
 */
public final class SamplingBuffers {
    final int vocabulary;
    /** Logits after bias, penalties and mask. */
    final float[] adjusted;
    /** Weights of the vocabulary, by token. */
    final float[] weights;
    /** Candidates, and their weights at the same places. */
    final int[] candidates;

    final float[] candidateWeights;
    /** Candidates to be put in order. */
    final long[] keys;

    final int[] bucketCounts = new int[Truncation.BUCKETS];
    final double[] bucketMasses = new double[Truncation.BUCKETS];

    /** For a vocabulary of so many tokens. */
    public SamplingBuffers(int vocabulary) {
        if (vocabulary < 1) {
            throw new IllegalArgumentException("vocabulary is " + vocabulary + "; it must be >= 1");
        }
        this.vocabulary = vocabulary;
        adjusted = new float[vocabulary];
        weights = new float[vocabulary];
        candidates = new int[vocabulary];
        candidateWeights = new float[vocabulary];
        keys = new long[vocabulary];
    }
}
