package dev.sangam.measure.prompt;

import dev.sangam.measure.endpoint.Tokenizer;
import java.util.Optional;

/**
 * What is to be sent.
 *
 * @param source where prompts come from
 * @param style what else a request has
 * @param turns so many requests of the workload, one after another, are the turns of a conversation; 1 for none
 * @param seed of the prompts: with another, no two runs find each other's prompts in a server's cache
 * @param tokenizer the model's, where there is a file of it; else the endpoint is asked
 */
public record PromptPlan(PromptSource source, RequestStyle style, int turns, long seed, Optional<Tokenizer> tokenizer) {
    private static final int MAX_TURNS = 1000;

    public PromptPlan {
        if (turns < 1 || turns > MAX_TURNS) {
            throw new IllegalArgumentException("turns is " + turns + "; it must be between 1 and " + MAX_TURNS);
        }
    }
}
