package dev.sangam.measure.fidelity.remote;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Tokens of an answer with their log-probabilities, in the shape of OpenAI's completions (lists of equal length) or of its chat (a
 * list of objects), which llama.cpp uses for both.
 *
 * @param tokens their texts
 * @param logProbabilities natural logarithms; NaN where the server gives none, as for the first token of a prompt
 * @param top for each token what else could have stood there, from text to log-probability, the likeliest first
 */
record TokenScores(List<String> tokens, List<Double> logProbabilities, List<Map<String, Double>> top) {
    static final TokenScores NONE = new TokenScores(List.of(), List.of(), List.of());

    /** Those of an answer's first choice; {@link #NONE} where it has none. */
    static TokenScores read(JsonNode answer) {
        JsonNode scores = answer.path("choices").path(0).path("logprobs");
        if (scores.path("content").isArray()) {
            return ofChat(scores.path("content"));
        }
        return scores.path("tokens").isArray() ? ofCompletion(scores) : NONE;
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    private static TokenScores ofChat(JsonNode content) {
        List<String> tokens = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Map<String, Double>> tops = new ArrayList<>();
        for (JsonNode each : content) {
            Map<String, Double> top = new LinkedHashMap<>();
            for (JsonNode other : each.path("top_logprobs")) {
                put(top, other.path("token").asString(""), other.path("logprob"));
            }
            tokens.add(each.path("token").asString(""));
            values.add(value(each.path("logprob")));
            tops.add(top);
        }
        return new TokenScores(tokens, values, tops);
    }

    private static TokenScores ofCompletion(JsonNode scores) {
        List<String> tokens = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Map<String, Double>> tops = new ArrayList<>();
        for (int i = 0; i < scores.path("tokens").size(); i++) {
            Map<String, Double> top = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> other :
                    scores.path("top_logprobs").path(i).properties()) {
                put(top, other.getKey(), other.getValue());
            }
            tokens.add(scores.path("tokens").path(i).asString(""));
            values.add(value(scores.path("token_logprobs").path(i)));
            tops.add(top);
        }
        return new TokenScores(tokens, values, tops);
    }

    /** Two tokens may have one text; then the likelier one counts. */
    private static void put(Map<String, Double> top, String token, JsonNode value) {
        if (value.isNumber()) {
            top.merge(token, value(value), Math::max);
        }
    }

    /** Rounding may lift the logarithm of 1 above 0. */
    private static double value(JsonNode value) {
        return value.isNumber() ? Math.min(0, value.asDouble()) : Double.NaN;
    }
}
