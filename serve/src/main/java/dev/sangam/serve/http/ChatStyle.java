package dev.sangam.serve.http;

import dev.sangam.serve.engine.OutputToken;
import org.jspecify.annotations.Nullable;
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
        return ended(node, choice, null);
    }

    @Override
    public void logprobs(Choice choice, OutputToken.Logprobs token, JsonLists lists) {
        Logprobs.chat(lists, token);
    }

    @Override
    public ObjectNode delta(Choice choice, OutputToken token) {
        ObjectNode node = choice.node();
        node.putObject("delta").put("content", token.text());
        return ended(node, choice, choice.logprobs(this, token));
    }

    @Override
    public ObjectNode last(Choice choice) {
        ObjectNode node = choice.node();
        node.putObject("delta");
        return ended(node, choice, null);
    }

    @Override
    public ObjectNode output(Choice choice) {
        ObjectNode node = choice.node();
        node.putObject("message")
                .put("role", "assistant")
                .put("content", choice.text.toString())
                .putNull("refusal");
        return ended(node, choice, choice.logprobs ? choice.kept : null);
    }

    private static ObjectNode ended(ObjectNode node, Choice choice, @Nullable JsonLists logprobs) {
        if (logprobs == null) {
            node.putNull("logprobs");
        } else {
            node.set("logprobs", logprobs.node().putNull("refusal"));
        }
        node.set("finish_reason", choice.finishReason());
        return node;
    }
}
