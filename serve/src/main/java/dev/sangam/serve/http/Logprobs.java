package dev.sangam.serve.http;

import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.OutputToken.Candidate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Log-probabilities in the shapes of OpenAI's two APIs. */
final class Logprobs {
    /** What OpenAI and vLLM write for a token that cannot be: JSON knows no infinity. */
    private static final double LEAST = -9999;
    /** What stands before the bytes of a token that is no text, in completions. */
    private static final String PARTIAL = "bytes:";

    private Logprobs() {}

    /** A chat's: a list of tokens, each with its alternatives. */
    static void chat(JsonLists lists, OutputToken.Logprobs token) {
        ObjectNode entry = candidate(token.chosen());
        ArrayNode top = entry.putArray("top_logprobs");
        token.top().forEach(each -> top.add(candidate(each)));
        lists.add("content", entry);
    }

    private static ObjectNode candidate(Candidate candidate) {
        ObjectNode node = Json.object()
                .put("token", TokenText.shown(candidate.bytes(), ""))
                .put("logprob", finite(candidate.logprob()));
        ArrayNode bytes = node.putArray("bytes");
        for (byte each : candidate.bytes()) {
            bytes.add(each & 0xFF);
        }
        return node;
    }

    /**
     * A completion's: lists of equal length.
     *
     * @param offset characters before the token
     */
    static void completion(JsonLists lists, OutputToken.Logprobs token, int offset) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        lists.add("tokens", nodes.stringNode(TokenText.shown(token.chosen().bytes(), PARTIAL)));
        lists.add("token_logprobs", nodes.numberNode(finite(token.chosen().logprob())));
        ObjectNode top = Json.object();
        token.top().forEach(each -> top.put(TokenText.shown(each.bytes(), PARTIAL), finite(each.logprob())));
        lists.add("top_logprobs", top);
        lists.add("text_offset", nodes.numberNode(offset));
    }

    private static double finite(double logprob) {
        return logprob >= LEAST ? logprob : LEAST;
    }
}
