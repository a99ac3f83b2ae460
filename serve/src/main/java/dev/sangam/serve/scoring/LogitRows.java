package dev.sangam.serve.scoring;

/**
 * What a model that is not at hand said of a text, such as llama.cpp's file of logits: for each window of the text a row for
 * each position that counts, in their order.
 */
public interface LogitRows {
    /** The text, as the model's tokens. */
    TextWindows text();

    /** How many numbers a row has. */
    int vocabularySize();

    /**
     * Reads a row: logits, or logarithms of probabilities. Positions are asked for in ascending order, windows too; whole
     * windows at the beginning may be left out.
     *
     * @param into the row, one number for each token of the vocabulary
     */
    void read(int window, int position, double[] into);
}
