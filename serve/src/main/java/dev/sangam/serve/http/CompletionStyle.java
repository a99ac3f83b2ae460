package dev.sangam.serve.http;

import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.OutputToken.Candidate;
import tools.jackson.databind.node.ObjectNode;

/** Answers of {@code /v1/completions}. */
record CompletionStyle() implements Style {
    private static final String PARTIAL = "bytes:";

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
        return choice.node().put("text", choice.echo).putNull("logprobs").putNull("finish_reason");
    }

    @Override
    public ObjectNode delta(Choice choice, OutputToken token) {
        ObjectNode node = choice.node().put("text", token.text());
        OutputToken.Logprobs logprobs = choice.logprobs(token);
        if (logprobs == null) {
            node.putNull("logprobs");
        } else {
            add(node.putObject("logprobs"), choice, logprobs);
        }
        return node.putNull("finish_reason");
    }

    @Override
    public ObjectNode last(Choice choice) {
        ObjectNode node = choice.node().put("text", "").putNull("logprobs");
        node.set("finish_reason", choice.finishReason());
        return node;
    }

    @Override
    public void keep(Choice choice, OutputToken token) {
        choice.text.append(token.text());
        OutputToken.Logprobs logprobs = choice.logprobs(token);
        if (logprobs != null) {
            add(choice.kept, choice, logprobs);
        }
    }

    @Override
    public ObjectNode output(Choice choice) {
        ObjectNode node = choice.node().put("text", choice.echo + choice.text);
        if (choice.logprobs) {
            node.set("logprobs", lists(choice.kept));
        } else {
            node.putNull("logprobs");
        }
        node.set("finish_reason", choice.finishReason());
        return node;
    }

    private static ObjectNode lists(ObjectNode logprobs) {
        logprobs.withArray("tokens");
        logprobs.withArray("token_logprobs");
        logprobs.withArray("top_logprobs");
        logprobs.withArray("text_offset");
        return logprobs;
    }

    private static void add(ObjectNode logprobs, Choice choice, OutputToken.Logprobs token) {
        Candidate chosen = token.chosen();
        logprobs.withArray("tokens").add(TokenText.shown(chosen.bytes(), PARTIAL));
        logprobs.withArray("token_logprobs").add(Logprob.finite(chosen.logprob()));
        ObjectNode top = logprobs.withArray("top_logprobs").addObject();
        token.top().forEach(each -> top.put(TokenText.shown(each.bytes(), PARTIAL), Logprob.finite(each.logprob())));
        logprobs.withArray("text_offset").add(choice.offset);
        choice.offset += TokenText.characters(chosen.bytes());
    }
}
