package dev.sangam.core.workload;

/**
 * Priorities of a stream: a share of its requests, drawn at random, is less important than the rest (Niyama's hint).
 *
 * @param priority of most requests; lower is more important
 * @param lowPriority of the less important ones
 * @param lowShare their share, between 0 and 1
 */
public record Importance(int priority, int lowPriority, double lowShare) {
    public Importance {
        Checks.between("share of low priority", lowShare, 0, 1);
    }

    /** The same priority for all. */
    public static Importance of(int priority) {
        return new Importance(priority, priority, 0);
    }
}
