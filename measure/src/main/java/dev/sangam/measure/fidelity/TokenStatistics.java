package dev.sangam.measure.fidelity;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What llama.cpp's perplexity tool says of a text with {@code --kl-divergence}, by the same definitions, in double precision.
 * Errors are standard errors as if tokens were independent; those of ratio and difference know how both models vary together.
 *
 * @param tokens that were scored
 * @param basePerplexity e to the mean negative log-probability of the tokens that came
 * @param candidatePerplexity the candidate's
 * @param correlation between -1 and 1 of the two ln of perplexity; NaN when one of them does not vary
 * @param lnRatio ln of the candidate's perplexity over the base's
 * @param ratio of the perplexities
 * @param difference candidate's perplexity less the base's
 * @param kl mean Kullback-Leibler divergence of the candidate's distribution over the vocabulary from the base's, nats
 * @param kls of the tokens, nats
 * @param deltaP mean change of the probability of the token that came, -1 to 1
 * @param rmsDeltaP root of the mean squared change
 * @param deltaPs of the tokens
 * @param sameTop share of the tokens at which both found the same token likeliest
 */
public record TokenStatistics(
        int tokens,
        Estimate basePerplexity,
        Estimate candidatePerplexity,
        double correlation,
        Estimate lnRatio,
        Estimate ratio,
        Estimate difference,
        Estimate kl,
        Distribution kls,
        Estimate deltaP,
        Estimate rmsDeltaP,
        Distribution deltaPs,
        Estimate sameTop) {

    /** Of tokens in any order. */
    public static TokenStatistics of(List<TokenPair> pairs) {
        double[] base = values(pairs, pair -> -pair.baseLogProbability());
        double[] candidate = values(pairs, pair -> -pair.candidateLogProbability());
        double[] kls = values(pairs, TokenPair::klDivergence);
        double[] changes = values(pairs, TokenPair::deltaP);
        Estimate lnBase = Estimate.mean(base);
        Estimate lnCandidate = Estimate.mean(candidate);
        double covariance = Estimate.covariance(base, lnBase.value(), candidate, lnCandidate.value());
        Estimate lnRatio = difference(lnCandidate, lnBase, covariance);
        Estimate ofBase = exponential(lnBase);
        Estimate ofCandidate = exponential(lnCandidate);
        return new TokenStatistics(
                pairs.size(),
                ofBase,
                ofCandidate,
                covariance / (lnBase.error() * lnCandidate.error()),
                lnRatio,
                exponential(lnRatio),
                difference(ofCandidate, ofBase, ofCandidate.value() * ofBase.value() * covariance),
                Estimate.mean(kls),
                Distribution.of(kls),
                Estimate.mean(changes),
                rootMeanSquare(changes),
                Distribution.of(changes),
                Estimate.mean(values(pairs, pair -> pair.sameTop() ? 1 : 0)));
    }

    private static double[] values(List<TokenPair> pairs, ToDoubleFunction<TokenPair> value) {
        return pairs.stream().mapToDouble(value).toArray();
    }

    private static Estimate difference(Estimate a, Estimate b, double covariance) {
        double variance = a.error() * a.error() + b.error() * b.error() - 2 * covariance;
        return new Estimate(a.value() - b.value(), Math.sqrt(Math.max(0, variance))); // rounding may leave it below 0
    }

    /** Its error to the first order. */
    private static Estimate exponential(Estimate logarithm) {
        double value = Math.exp(logarithm.value());
        return new Estimate(value, value * logarithm.error());
    }

    private static Estimate rootMeanSquare(double[] values) {
        double[] squares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            squares[i] = values[i] * values[i];
        }
        Estimate square = Estimate.mean(squares);
        double root = Math.sqrt(square.value());
        return new Estimate(root, root == 0 ? 0 : 0.5 / root * square.error());
    }
}
