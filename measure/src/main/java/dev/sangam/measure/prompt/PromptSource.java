package dev.sangam.measure.prompt;

import java.nio.file.Path;

/** Where prompts come from. Those that are made have the lengths of the workload. */
public sealed interface PromptSource {
    /** Passages of a built-in text in the public domain. */
    record Passages() implements PromptSource {}

    /** Words of it in random order: nothing that a model could guess from the words before. */
    record RandomWords() implements PromptSource {}

    /** Random token ids, which the completions API takes. */
    record RandomTokens() implements PromptSource {}

    /**
     * A file: JSON lines that have either {@code prompt} or {@code messages}, or plain text with a prompt a line. They
     * are sent as they are, whatever lengths the workload has; after the last comes the first again.
     */
    record PromptFile(Path path) implements PromptSource {}
}
