package dev.sangam.measure.endpoint;

/** Splits texts into tokens as the model does. */
@FunctionalInterface
public interface Tokenizer {
    /** Token ids of a text, without any that the model puts before or after it. */
    int[] tokens(String text);
}
