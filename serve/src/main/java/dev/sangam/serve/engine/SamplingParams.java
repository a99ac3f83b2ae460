package dev.sangam.serve.engine;

import java.util.Map;

/**
 * How tokens are chosen. Names and meanings are OpenAI's and vLLM's.
 *
 * @param temperature 0 for greedy, up to 2
 * @param topK candidates kept; 0 for all
 * @param topP probability mass kept, in (0, 1]
 * @param minP least probability kept, as a share of the most probable candidate's, in [0, 1]
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens seen in prompt or output; 1 for none
 * @param frequencyPenalty taken off a logit per occurrence in the output, in [-2, 2]
 * @param presencePenalty taken off a logit that occurs in the output, in [-2, 2]
 * @param logitBias added to the logits of these tokens, in [-100, 100]
 * @param seed of the request's own generator: equal requests with equal seeds give equal outputs
 * @param logprobs log-probabilities reported per token: -1 for none, else the number of alternatives beside the chosen one
 */
public record SamplingParams(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double frequencyPenalty,
        double presencePenalty,
        Map<Integer, Double> logitBias,
        long seed,
        int logprobs) {

    /** Most alternatives reported per token, as in OpenAI's API. */
    public static final int MAX_LOGPROBS = 20;

    /** The most probable token, always. */
    public static final SamplingParams GREEDY = new SamplingParams(0, 0, 1, 0, 1, 0, 0, Map.of(), 0, -1);

    public SamplingParams {
        require(temperature >= 0 && temperature <= 2, "temperature", temperature, "in [0, 2]");
        require(topK >= 0, "top_k", topK, ">= 0");
        require(topP > 0 && topP <= 1, "top_p", topP, "in (0, 1]");
        require(minP >= 0 && minP <= 1, "min_p", minP, "in [0, 1]");
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 10,
                "repetition_penalty",
                repetitionPenalty,
                "in (0, 10]");
        require(Math.abs(frequencyPenalty) <= 2, "frequency_penalty", frequencyPenalty, "in [-2, 2]");
        require(Math.abs(presencePenalty) <= 2, "presence_penalty", presencePenalty, "in [-2, 2]");
        require(logprobs >= -1 && logprobs <= MAX_LOGPROBS, "logprobs", logprobs, "in [-1, " + MAX_LOGPROBS + "]");
        logitBias.forEach((token, bias) ->
                require(Math.abs(bias) <= 100, "logit_bias of token " + token, bias, "in [-100, 100]"));
        logitBias = Map.copyOf(logitBias);
    }

    private static void require(boolean holds, String name, Number value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
        }
    }
}
