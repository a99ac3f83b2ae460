package dev.sangam.serve.sampling;

import java.util.List;

/**
 * Log-probabilities of one step under the model's own distribution: log-softmax of its logits, before bias, penalties,
 * constraint and temperature (OpenAI's meaning, and vLLM's {@code raw_logprobs}).
 *
 * @param chosen of the token that was chosen
 * @param top the most probable tokens, best first, the lower id first among equals; may or may not hold the chosen one
 */
public record TokenLogprobs(double chosen, List<Alternative> top) {
    /**
     * A token that could have been chosen.
     *
     * @param token its id
     * @param logprob natural logarithm of its probability; negative infinity for a probability of zero
     */
    public record Alternative(int token, double logprob) {}
}
