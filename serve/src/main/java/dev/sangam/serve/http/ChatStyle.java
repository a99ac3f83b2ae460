package dev.sangam.serve.http;

import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.OutputToken.Candidate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers of {@code /v1/chat/completions}. */
record ChatStyle() implements Style {
    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public String whole() {
        return "chat.completion";
    }

    @Override
    public String piece() {
        return "chat.completion.chunk";
    }

    @Override
    public boolean opens(Choice choice) {
        return true;
    }

    @Override
    public ObjectNode opening(Choice choice) {
        ObjectNode node = choice.node();
        node.putObject("delta").put("role", "assistant").put("content", "").putNull("refusal");
        return node.putNull("logprobs").putNull("finish_reason");
    }

    @Override
    public ObjectNode delta(Choice choice, OutputToken token) {
        ObjectNode node = choice.node();
        node.putObject("delta").put("content", token.text());
        OutputToken.Logprobs logprobs = choice.logprobs(token);
        if (logprobs == null) {
            node.putNull("logprobs");
        } else {
            ObjectNode shown = node.putObject("logprobs");
            entry(shown.putArray("content"), logprobs);
            shown.putNull("refusal");
        }
        return node.putNull("finish_reason");
    }

    @Override
    public ObjectNode last(Choice choice) {
        ObjectNode node = choice.node();
        node.putObject("delta");
        node.putNull("logprobs");
        node.set("finish_reason", choice.finishReason());
        return node;
    }

    @Override
    public void keep(Choice choice, OutputToken token) {
        choice.text.append(token.text());
        OutputToken.Logprobs logprobs = choice.logprobs(token);
        if (logprobs != null) {
            entry(choice.kept.withArray("content"), logprobs);
        }
    }

    @Override
    public ObjectNode output(Choice choice) {
        ObjectNode node = choice.node();
        node.putObject("message")
                .put("role", "assistant")
                .put("content", choice.text.toString())
                .putNull("refusal");
        if (choice.logprobs) {
            choice.kept.withArray("content");
            node.set("logprobs", choice.kept.putNull("refusal"));
        } else {
            node.putNull("logprobs");
        }
        node.set("finish_reason", choice.finishReason());
        return node;
    }

    private static void entry(ArrayNode content, OutputToken.Logprobs logprobs) {
        ObjectNode entry = candidate(content, logprobs.chosen());
        ArrayNode top = entry.putArray("top_logprobs");
        logprobs.top().forEach(each -> candidate(top, each));
    }

    private static ObjectNode candidate(ArrayNode list, Candidate candidate) {
        ObjectNode node = list.addObject()
                .put("token", TokenText.shown(candidate.bytes(), ""))
                .put("logprob", Logprob.finite(candidate.logprob()));
        ArrayNode bytes = node.putArray("bytes");
        for (byte each : candidate.bytes()) {
            bytes.add(each & 0xFF);
        }
        return node;
    }
}
