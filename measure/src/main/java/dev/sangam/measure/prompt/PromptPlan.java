package dev.sangam.measure.prompt;

import dev.sangam.measure.endpoint.Tokenizer;
import java.util.Optional;

/**
 * What is to be sent.
 *
 * @param source where prompts come from
 * @param style what else a request has
 * @param seed of the prompts: with another, no two runs find each other's prompts in a server's cache
 * @param tokenizer the model's, where there is a file of it; else the endpoint is asked
 */
public record PromptPlan(PromptSource source, RequestStyle style, long seed, Optional<Tokenizer> tokenizer) {}
