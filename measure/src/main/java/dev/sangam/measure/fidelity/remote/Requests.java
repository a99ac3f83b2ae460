package dev.sangam.measure.fidelity.remote;

import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.endpoint.ServerKind;
import dev.sangam.measure.prompt.Api;
import dev.sangam.measure.prompt.LengthField;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of requests. Always the likeliest token, and a seed for servers that draw even then. */
final class Requests {
    private final EndpointFacts facts;

    Requests(EndpointFacts facts) {
        this.facts = facts;
    }

    /**
     * Goes on from a text, or answers it as a user's message.
     *
     * @param top how many log-probabilities of other tokens to give; -1 for no log-probabilities at all
     */
    ObjectNode body(Api api, String text, int maxTokens, List<String> stops, int top) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", facts.model());
        switch (api) {
            case COMPLETIONS -> {
                body.put("prompt", text).put(LengthField.MAX_TOKENS.key(), maxTokens);
                if (top >= 0) {
                    body.put("logprobs", top);
                }
            }
            case CHAT -> {
                body.putArray("messages").addObject().put("role", "user").put("content", text);
                LengthField field =
                        facts.kind() == ServerKind.OPENAI ? LengthField.MAX_COMPLETION_TOKENS : LengthField.MAX_TOKENS;
                body.put(field.key(), maxTokens);
                if (top >= 0) {
                    body.put("logprobs", true).put("top_logprobs", top);
                }
            }
        }
        if (!stops.isEmpty()) {
            stops.forEach(body.putArray("stop")::add);
        }
        return body.put("temperature", 0).put("seed", 0);
    }

    /** The text with what the model makes of each of its tokens. */
    ObjectNode echo(String text, int maxTokens) {
        return body(Api.COMPLETIONS, text, maxTokens, List.of(), 1).put("echo", true);
    }

    /** The token that a bias makes the answer to a prompt of tokens. */
    ObjectNode forced(int[] prompt, int token, int bias) {
        ObjectNode body = body(Api.COMPLETIONS, "", 1, List.of(), 1);
        ArrayNode ids = body.putArray("prompt");
        for (int id : prompt) {
            ids.add(id);
        }
        body.putObject("logit_bias").put(String.valueOf(token), bias);
        return body;
    }
}
