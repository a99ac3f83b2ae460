package dev.sangam.measure.fidelity;

/**
 * What two models said about the next token of a text.
 *
 * @param klDivergence of the candidate's distribution over the vocabulary from the base's, in nats
 * @param baseLogProbability natural logarithm of the probability that the base gave to the token that came
 * @param candidateLogProbability the candidate's
 * @param sameTop whether both found the same token likeliest
 */
public record TokenPair(
        double klDivergence, double baseLogProbability, double candidateLogProbability, boolean sameTop) {

    /** By how much the candidate gives the token that came more probability than the base, -1 to 1. */
    public double deltaP() {
        return Math.exp(candidateLogProbability) - Math.exp(baseLogProbability);
    }
}
