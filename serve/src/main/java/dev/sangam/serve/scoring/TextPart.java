package dev.sangam.serve.scoring;

/**
 * Positions of a window of which the rows are computed together.
 *
 * @param to after the last
 * @param last whether the window ends here
 */
record TextPart(int window, int from, int to, boolean last) {
    /** How many rows it has. */
    int rows() {
        return to - from;
    }
}
