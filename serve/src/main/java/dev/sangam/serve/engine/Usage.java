package dev.sangam.serve.engine;

/**
 * Tokens of a finished request.
 *
 * @param promptTokens of the prompt
 * @param cachedTokens of those, found in the KV cache
 * @param outputTokens emitted
 */
public record Usage(int promptTokens, int cachedTokens, int outputTokens) {}
