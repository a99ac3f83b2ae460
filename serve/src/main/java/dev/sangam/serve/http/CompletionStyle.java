package dev.sangam.serve.http;

import dev.sangam.serve.engine.OutputToken;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Answers of {@code /v1/completions}. */
record CompletionStyle() implements Style {
    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public String whole() {
        return "text_completion";
    }

    @Override
    public String piece() {
        return "text_completion";
    }

    @Override
    public boolean opens(Choice choice) {
        return !choice.echo.isEmpty();
    }

    @Override
    public ObjectNode opening(Choice choice) {
        return piece(choice, choice.echo, null);
    }

    @Override
    public void logprobs(Choice choice, OutputToken.Logprobs token, JsonLists lists) {
        Logprobs.completion(lists, token, choice.offset);
        choice.offset += TokenText.characters(token.chosen().bytes());
    }

    @Override
    public ObjectNode delta(Choice choice, OutputToken token) {
        return piece(choice, token.text(), choice.logprobs(this, token));
    }

    @Override
    public ObjectNode last(Choice choice) {
        return piece(choice, "", null);
    }

    @Override
    public ObjectNode output(Choice choice) {
        return piece(choice, choice.echo + choice.text, choice.logprobs ? choice.kept : null);
    }

    private static ObjectNode piece(Choice choice, String text, @Nullable JsonLists logprobs) {
        ObjectNode node = choice.node().put("text", text);
        if (logprobs == null) {
            node.putNull("logprobs");
        } else {
            node.set("logprobs", logprobs.node());
        }
        node.set("finish_reason", choice.finishReason());
        return node;
    }
}
