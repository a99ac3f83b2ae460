package dev.sangam.serve.scoring;

/**
 * Told what a base and its candidates said of a text. Calls of one candidate come one after the other and in the text's order;
 * those of different candidates may come at the same time, from different threads.
 */
public interface RowListener {
    /**
     * What comes after a position of a window. The rows belong to the caller and are good until the call returns; they must not
     * be written to.
     *
     * @param candidate counted from 0
     * @param target the token that comes
     * @param baseLogits one for each token of the vocabulary; of a stored base logarithms of probabilities
     * @param candidateLogits likewise
     */
    void row(int candidate, int window, int position, int target, double[] baseLogits, double[] candidateLogits);

    /** All rows of a window were given for all candidates. */
    default void windowDone(int window) {}
}
