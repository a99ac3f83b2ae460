package dev.sangam.measure.prompt;

import tools.jackson.databind.node.ArrayNode;

/** What a request says. */
sealed interface PromptContent {
    /** A text. */
    record Text(String text) implements PromptContent {}

    /** Token ids. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tokens(int[] ids) implements PromptContent {}

    /** Messages as somebody wrote them; never changed. */
    record Messages(ArrayNode messages) implements PromptContent {}
}
