package dev.sangam.files.server;

/**
 * Bounds on what waits of one class of service.
 *
 * @param maxWaiting most requests whose first token has not come
 * @param maxWaitNanos a request whose prompt is predicted to be computed later than this is refused at once; 0 for any time
 */
public record ClassLimit(int maxWaiting, long maxWaitNanos) {
    /** No bounds. */
    public static final ClassLimit NONE = new ClassLimit(Integer.MAX_VALUE, 0);
}
