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
    /** Log-probabilities so far, in the style's shape. */
    final ObjectNode kept = Json.object();
    /** Characters before the next token, for {@code text_offset}. */
    int offset;

    boolean opened;

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

    /** {@code stop}, {@code length}, or null while it goes on. */
    JsonNode finishReason() {
        FinishReason ended = reason;
        return ended == null
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance.stringNode(
                        switch (ended) {
                            case STOP -> "stop";
                            case LENGTH -> "length";
                        });
    }

    /** The token's log-probabilities, if they are wanted and there. */
    OutputToken.@Nullable Logprobs logprobs(OutputToken token) {
        return logprobs ? token.logprobs() : null;
    }
}
