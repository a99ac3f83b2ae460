package dev.sangam.serve.scoring;

import java.util.List;

/**
 * Lets a base and one or more candidates read the same text side by side. The base reads a window once, whatever the number of
 * candidates; no more than the rows of one batch are kept.
 */
public final class TextScorer {
    private TextScorer() {}

    /**
     * Reads a text with a model as base.
     *
     * @param fromWindow the first window, to go on where an earlier run ended
     * @throws dev.sangam.core.InputException when a candidate's vocabulary is another, or a window is longer than a context
     */
    public static void score(
            ScoringModel base, TextWindows text, List<ScoringModel> candidates, int fromWindow, RowListener listener) {
        throw new UnsupportedOperationException(base.name() + text + candidates + fromWindow + listener);
    }

    /** The same with a base whose rows are stored. */
    public static void score(LogitRows base, List<ScoringModel> candidates, int fromWindow, RowListener listener) {
        throw new UnsupportedOperationException("" + base + candidates + fromWindow + listener);
    }
}
