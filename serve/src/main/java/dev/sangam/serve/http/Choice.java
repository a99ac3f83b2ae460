package dev.sangam.serve.http;

import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An output in the making. */
final class Choice {
    final int index;
    final boolean logprobs;
    /** The prompt's text where it is to be echoed, else empty. */
    final String echo;
    /** Text so far; of a stream, nothing is kept. */
    final StringBuilder text = new StringBuilder();
    /** Log-probabilities so far; of a stream, nothing is kept. */
    final JsonLists kept = new JsonLists();
    /** Characters before the next token, for {@code text_offset}. */
    int offset;

    boolean opened;

    /** It is served in slack. */
    boolean relegated;

    @Nullable
    FinishReason reason;

    @Nullable
    Usage usage;

    Choice(int index, boolean logprobs, String echo) {
        this.index = index;
        this.logprobs = logprobs;
        this.echo = echo;
        this.offset = echo.codePointCount(0, echo.length());
    }

    ObjectNode node() {
        return Json.object().put("index", index);
    }

    /** Keeps a token for the whole answer. */
    void keep(Style style, OutputToken token) {
        text.append(token.text());
        OutputToken.Logprobs its = token.logprobs();
        if (logprobs && its != null) {
            style.logprobs(this, its, kept);
        }
    }

    /** Characters kept. */
    int length() {
        return text.length() + kept.length();
    }

    /** A token's log-probabilities, if they are wanted and there. */
    @Nullable
    JsonLists logprobs(Style style, OutputToken token) {
        OutputToken.Logprobs its = token.logprobs();
        if (!logprobs || its == null) {
            return null;
        }
        JsonLists lists = new JsonLists();
        style.logprobs(this, its, lists);
        return lists;
    }

    /** {@code stop}, {@code length}, or null while it goes on. */
    JsonNode finishReason() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        FinishReason ended = reason;
        return switch (ended) {
            case null -> nodes.nullNode();
            case STOP -> nodes.stringNode("stop");
            case LENGTH -> nodes.stringNode("length");
        };
    }
}
