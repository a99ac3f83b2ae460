package dev.sangam.serve.http;

/** Log-probabilities in JSON, which knows no infinity. */
final class Logprob {
    /** What OpenAI and vLLM write for a token that cannot be. */
    private static final double LEAST = -9999;

    private Logprob() {}

    static double finite(double logprob) {
        return logprob >= LEAST ? logprob : LEAST;
    }
}
