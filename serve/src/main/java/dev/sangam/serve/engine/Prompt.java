package dev.sangam.serve.engine;

import java.util.List;

/** What a model is asked to go on from. */
public sealed interface Prompt {
    /**
     * A text. Special tokens in it are taken as plain text.
     *
     * @param addSpecial whether tokens that the model wants at the start of a text are added
     */
    record Text(String text, boolean addSpecial) implements Prompt {}

    /** Token ids, as they are. */
    record Tokens(List<Integer> ids) implements Prompt {}

    /** A conversation, rendered by the model's chat template up to where the assistant's answer begins. */
    record Chat(List<ChatMessage> messages) implements Prompt {}
}
