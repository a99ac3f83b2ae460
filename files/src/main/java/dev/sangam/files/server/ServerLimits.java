package dev.sangam.files.server;

/**
 * What a server takes on at most.
 *
 * @param bodyBytes of a request's body
 * @param headerBytes of a request's head
 * @param connections open at a time
 * @param waiting requests whose first token has not come
 * @param tenantWaiting of those, a tenant's that has no limit of its own
 * @param choices outputs of one request: its prompts times {@code n}
 * @param backlogBytes written for one reader and not yet sent; a slower reader is cut off
 * @param idleNanos a connection is closed after so long without a request
 * @param bodyNanos a body must be there so long after its head
 * @param writeNanos a reader that takes nothing for so long is cut off
 * @param drainNanos what is in flight may take so long to end when the server stops
 */
public record ServerLimits(
        int bodyBytes,
        int headerBytes,
        int connections,
        int waiting,
        int tenantWaiting,
        int choices,
        int backlogBytes,
        long idleNanos,
        long bodyNanos,
        long writeNanos,
        long drainNanos) {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** What holds unless a file says otherwise. */
    public static final ServerLimits DEFAULT = new ServerLimits(
            8 << 20,
            16 << 10,
            4096,
            2048,
            2048,
            32,
            256 << 10,
            75 * SECOND_NANOS,
            30 * SECOND_NANOS,
            60 * SECOND_NANOS,
            30 * SECOND_NANOS);
}
