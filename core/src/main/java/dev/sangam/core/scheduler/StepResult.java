package dev.sangam.core.scheduler;

import java.util.BitSet;

/** What an executor reports of a step: which of its sequences emitted their last token. */
public final class StepResult {
    /** Nobody finished. */
    public static final StepResult NONE_FINISHED = new StepResult(new BitSet(0));

    private final BitSet finished;

    private StepResult(BitSet finished) {
        this.finished = finished;
    }

    /** The sequences at the set positions of the batch emitted their last token. */
    public static StepResult finished(BitSet positions) {
        return positions.isEmpty() ? NONE_FINISHED : new StepResult((BitSet) positions.clone());
    }

    /** Whether the sequence at {@code index} of the batch emitted its last token. */
    public boolean finished(int index) {
        return this != NONE_FINISHED && finished.get(index);
    }
}
