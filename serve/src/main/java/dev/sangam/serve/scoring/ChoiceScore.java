package dev.sangam.serve.scoring;

import java.util.List;

/**
 * What a model thinks of the continuations of a context.
 *
 * @param logLikelihoods of each continuation: the sum of the natural logarithms of its tokens' probabilities
 * @param tokens how many tokens each continuation has
 * @param truncated whether the first tokens of the context were left out, since all of it is longer than the model's context
 */
public record ChoiceScore(List<Double> logLikelihoods, List<Integer> tokens, boolean truncated) {
    public ChoiceScore {
        logLikelihoods = List.copyOf(logLikelihoods);
        tokens = List.copyOf(tokens);
    }
}
