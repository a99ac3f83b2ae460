package dev.sangam.measure.prompt;

import java.util.List;

/**
 * What the parts of a prompt cost, in thousandths of a token.
 *
 * @param passage the text, and the length of its words
 * @param stride only at every so manieth word is it known how much of the text came before
 * @param frame of a prompt without any words: the first and the last, and what the model puts around
 * @param common words to number prompts and to fill them up with, the shortest first
 * @param how where the costs are from, for people
 */
record TextCosts(MeasuredPassage passage, int stride, long frame, List<Common> common, String how) {
    /** A token. */
    static final long TOKEN = 1000;

    /** Begins every prompt, so that each word after it has a space before it. */
    static final String LEAD = "Text:";

    /** Ends every prompt. */
    static final String TAIL = " Go on.";

    /**
     * A word.
     *
     * @param word with the space before it
     * @param cost its length
     */
    record Common(String word, long cost) {}
}
