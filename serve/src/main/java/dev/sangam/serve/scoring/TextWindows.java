package dev.sangam.serve.scoring;

import dev.sangam.core.InputException;
import java.util.Arrays;

/**
 * A text as tokens, cut into windows of equal length as llama.cpp's perplexity tool does: a model that begins its texts with a
 * token of its own finds it in place of each window's first, and what is left at the end is no window.
 */
public final class TextWindows {
    private final int[] tokens;
    private final int windowTokens;
    private final int firstPosition;

    /**
     * Windows of tokens that somebody else made. The model's beginning token must be in its place already.
     *
     * @param tokens of all windows
     * @param windowTokens length of a window
     * @param firstPosition first position of a window whose row counts
     */
    public TextWindows(int[] tokens, int windowTokens, int firstPosition) {
        if (windowTokens < 2 || firstPosition < 0 || firstPosition > windowTokens - 2) {
            throw new InputException("windows of " + windowTokens + " tokens, scored from position " + firstPosition
                    + " on; there must be at least 2 tokens and one position before the last");
        }
        this.windowTokens = windowTokens;
        this.firstPosition = firstPosition;
        this.tokens = Arrays.copyOf(tokens, tokens.length / windowTokens * windowTokens);
    }

    /**
     * Cuts a text.
     *
     * @param everyPosition whether all positions of a window count, and not those of its second half alone, which have at
     *     least half a window before them
     * @param maxWindows most windows
     * @param windowTokens length of a window
     * @throws InputException when a window is longer than the model's context, or the text is shorter than one window
     */
    public static TextWindows of(
            ScoringModel model, String text, int windowTokens, boolean everyPosition, int maxWindows) {
        if (windowTokens > model.contextTokens()) {
            throw new InputException("windows of " + windowTokens + " tokens are longer than the model's context of "
                    + model.contextTokens());
        }
        int[] tokens = model.vocabulary().tokenize(text, true, false);
        if (tokens.length < windowTokens) {
            throw new InputException("the text has " + tokens.length + " tokens; one window takes " + windowTokens
                    + ". Maybe give a longer text, or shorter windows");
        }
        int windows = Math.min(tokens.length / windowTokens, maxWindows);
        if (model.vocabulary().addsBos()) {
            for (int window = 0; window < windows; window++) {
                tokens[window * windowTokens] = model.vocabulary().bos();
            }
        }
        return new TextWindows(
                Arrays.copyOf(tokens, windows * windowTokens), windowTokens, everyPosition ? 0 : windowTokens / 2);
    }

    /** How many windows there are. */
    public int windows() {
        return tokens.length / windowTokens;
    }

    /** How many tokens a window has. */
    public int windowTokens() {
        return windowTokens;
    }

    /** The first position of a window whose row counts. The last one is the last but one: nothing follows the last token. */
    public int firstPosition() {
        return firstPosition;
    }

    /** How many rows a window has. */
    public int rows() {
        return windowTokens - 1 - firstPosition;
    }

    /** A token of a window. */
    public int token(int window, int position) {
        return tokens[window * windowTokens + position];
    }
}
