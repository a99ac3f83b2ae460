package dev.sangam.core.scheduler;

/** Where the number of output tokens that a request will still emit is taken from. */
public enum OutputLengths {
    /** What earlier requests of the same application (tenant and class) emitted: {@link OutputHistory}. */
    HISTORY,
    /** The client's limit: in a simulation this is the true length, so that the policy is an oracle. */
    LIMIT
}
