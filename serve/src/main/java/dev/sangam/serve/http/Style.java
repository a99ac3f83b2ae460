package dev.sangam.serve.http;

import dev.sangam.serve.engine.OutputToken;
import tools.jackson.databind.node.ObjectNode;

/** How one of OpenAI's APIs words outputs. */
sealed interface Style permits ChatStyle, CompletionStyle {
    /** What ids of answers begin with. */
    String idPrefix();

    /** The {@code object} of a whole answer. */
    String whole();

    /** The {@code object} of a piece of a stream. */
    String piece();

    /** Whether an output's first piece comes before its first token. */
    boolean opens(Choice choice);

    /** An output's first piece, before any token. */
    ObjectNode opening(Choice choice);

    /** Adds a token's log-probabilities to lists. */
    void logprobs(Choice choice, OutputToken.Logprobs token, JsonLists lists);

    /** A token's piece. */
    ObjectNode delta(Choice choice, OutputToken token);

    /** An output's last piece. */
    ObjectNode last(Choice choice);

    /** An output, whole. */
    ObjectNode output(Choice choice);
}
