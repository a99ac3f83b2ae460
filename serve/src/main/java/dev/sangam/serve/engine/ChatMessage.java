package dev.sangam.serve.engine;

/**
 * A message of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or what else the chat template knows
 * @param content its text; special tokens in it are taken as plain text
 */
public record ChatMessage(String role, String content) {}
