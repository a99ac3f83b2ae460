package dev.sangam.serve.scoring;

import java.util.List;

/**
 * Something to answer, always by the likeliest token.
 *
 * @param prompt what the model reads
 * @param chat whether it is a user's message, put into the model's chat template where it has one
 * @param stops texts that end the answer and are no part of it
 * @param maxTokens most tokens of the answer
 */
public record GenerationTask(String prompt, boolean chat, List<String> stops, int maxTokens) {
    public GenerationTask {
        stops = List.copyOf(stops);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("an answer of at most " + maxTokens + " tokens");
        }
    }
}
