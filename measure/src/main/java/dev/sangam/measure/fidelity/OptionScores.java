package dev.sangam.measure.fidelity;

import java.util.List;

/** What follows from the log-likelihoods of options. */
public final class OptionScores {
    private OptionScores() {}

    /** Probability of each option: the softmax of their log-likelihoods. */
    public static double[] probabilities(List<Double> logLikelihoods) {
        double max = logLikelihoods.stream().mapToDouble(x -> x).max().orElse(0);
        double[] shares = logLikelihoods.stream()
                .mapToDouble(likelihood -> Math.exp(likelihood - max))
                .toArray();
        double sum = Estimate.sum(shares);
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /** Top margin: probability of the likeliest option less that of the second. */
    public static double margin(List<Double> logLikelihoods) {
        double first = 0;
        double second = 0;
        for (double share : probabilities(logLikelihoods)) {
            second = Math.max(second, Math.min(first, share));
            first = Math.max(first, share);
        }
        return first - second;
    }

    /** Kullback-Leibler divergence of the candidate's distribution over the options from the base's, nats. */
    public static double klDivergence(List<Double> base, List<Double> candidate) {
        TokenComparison options = new TokenComparison(TokenComparison.Tail.WHOLE);
        return options.pair(array(base), array(candidate), 0).klDivergence();
    }

    /** The option of the greatest log-likelihood, the first of equals. */
    public static int likeliest(List<Double> logLikelihoods) {
        int best = 0;
        for (int i = 1; i < logLikelihoods.size(); i++) {
            best = logLikelihoods.get(i) > logLikelihoods.get(best) ? i : best;
        }
        return best;
    }

    /** The option of the greatest log-likelihood per character, as lm-eval's acc_norm has it; the first of equals. */
    static int likeliestPerCharacter(List<Double> logLikelihoods, List<Integer> characters) {
        int best = 0;
        for (int i = 1; i < logLikelihoods.size(); i++) {
            best = logLikelihoods.get(i) / characters.get(i) > logLikelihoods.get(best) / characters.get(best)
                    ? i
                    : best;
        }
        return best;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(x -> x).toArray();
    }
}
