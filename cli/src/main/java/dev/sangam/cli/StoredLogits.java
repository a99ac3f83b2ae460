package dev.sangam.cli;

import dev.sangam.measure.fidelity.saved.LogitsFile;
import dev.sangam.serve.scoring.LogitRows;
import dev.sangam.serve.scoring.TextWindows;

/** A base of which only a file of log-probabilities is at hand. */
final class StoredLogits implements LogitRows {
    private final LogitsFile file;
    private final TextWindows text;

    /**
     * @param file which stays the caller's
     * @param maxWindows how many of its windows are read at most
     */
    StoredLogits(LogitsFile file, int maxWindows) {
        this.file = file;
        int windows = Math.min(maxWindows, file.windows());
        int[] tokens = new int[windows * file.windowTokens()];
        for (int window = 0; window < windows; window++) {
            System.arraycopy(file.tokens(window), 0, tokens, window * file.windowTokens(), file.windowTokens());
        }
        this.text = new TextWindows(tokens, file.windowTokens(), file.first());
    }

    @Override
    public TextWindows text() {
        return text;
    }

    @Override
    public int vocabularySize() {
        return file.vocabulary();
    }

    @Override
    public void read(int window, int position, double[] into) {
        file.row(window, position - file.first(), into);
    }
}
