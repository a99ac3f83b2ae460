package dev.sangam.measure.client;

/** Counts the tokens of an answer whose server does not. Many threads ask at once, outside what is timed. */
@FunctionalInterface
public interface TokenCounter {
    /** Tokens of a text. */
    int tokens(String text);
}
