package dev.sangam.measure.client;

/** Hears of output as it is found in an answer, the first of it at once. */
@FunctionalInterface
public interface ChunkListener {
    /**
     * More chunks with output have come.
     *
     * @param count how many
     * @param first whether the first chunk of the answer is among them
     * @param time {@link System#nanoTime} of the first of them
     */
    void chunks(int count, boolean first, long time);
}
