package dev.sangam.lab;

import dev.sangam.files.gguf.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Messages in the form of ChatML, as tokens. */
final class Chat {
    private Chat() {}

    static List<Integer> message(Tokenizer tokenizer, String role, String text) {
        List<Integer> tokens = new ArrayList<>();
        tokens.add(Vocabulary.MESSAGE_START);
        tokens.addAll(tokenizer.encode(role + "\n" + text));
        tokens.add(Vocabulary.MESSAGE_END);
        tokens.addAll(tokenizer.encode("\n"));
        return tokens;
    }

    /** A user's message, and the start of its answer. */
    static List<Integer> prompt(Tokenizer tokenizer, String text) {
        List<Integer> tokens = message(tokenizer, "user", text);
        tokens.add(Vocabulary.MESSAGE_START);
        tokens.addAll(tokenizer.encode("assistant\n"));
        return tokens;
    }
}
