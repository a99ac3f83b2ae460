package dev.sangam.core.scheduler;

/** What a preempted sequence prefills when it starts again. */
public enum RestartRule {
    /** The prompt and everything emitted (recompute). The correct rule. */
    FROM_KNOWN,
    /**
     * What it had processed. Vidur's rule: the same for a decoding sequence, but one preempted in the middle of its
     * prompt forgets the rest of it. Kept for comparisons with Vidur alone.
     */
    FROM_PROCESSED
}
