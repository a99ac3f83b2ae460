package dev.sangam.measure.prompt;

import java.util.List;

/**
 * What the parts of a prompt cost, in thousandths of a token.
 *
 * @param passage the text, and the length of its words
 * @param stride prompts begin at a word whose number is a multiple of it
 * @param frame of a prompt without any words: the first and the last, and what the model puts around
 * @param digits of each digit after a space
 * @param filler a word to fill up with, with the space before it
 * @param fillerCost of that
 * @param how where the costs are from, for people
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextCosts(
        MeasuredPassage passage, int stride, long frame, long[] digits, String filler, long fillerCost, String how) {
    /** A token. */
    static final long TOKEN = 1000;

    /** Begins every prompt, so that each word after it has a space before it. */
    static final String LEAD = "Text:";

    /** Ends every prompt. */
    static final String TAIL = " Go on.";

    /** Words to fill up with: the first that is a single token is taken. */
    static final List<String> FILLERS = List.of("the", "of", "a", "in", "to", "I");
}
