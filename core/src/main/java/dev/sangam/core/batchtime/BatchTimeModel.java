package dev.sangam.core.batchtime;

/**
 * Predicts how long one iteration of a batch takes. The simulator uses it as its clock; a live scheduler asks it before
 * it picks a chunk size.
 */
public interface BatchTimeModel {
    /**
     * Nanoseconds that one pipeline stage takes for a batch of this shape. Fractions are kept, since the rounding of
     * thousands of equal steps would add up.
     *
     * @param lastStage true for the last stage, which sends nothing on but has the LM head and the sampler
     */
    double stageNanos(BatchShape shape, boolean lastStage);

    /** Nanoseconds from the start of the batch to its end when every one of {@code stages} pipeline stages is idle. */
    default double nanos(BatchShape shape, int stages) {
        return (stages - 1) * stageNanos(shape, false) + stageNanos(shape, true);
    }
}
