package dev.sangam.measure.client;

/**
 * What a client waits for, and how much it takes. Times are nanoseconds, sizes bytes.
 *
 * @param reuse whether connections are kept for later requests
 * @param connectNanos longest time for a connection and its TLS session
 * @param firstByteNanos longest time from the sending of a request to the first byte of its answer
 * @param idleNanos longest time without a byte after that
 * @param totalNanos longest time from the sending of a request to the end of its answer
 * @param maxHeadBytes of status line and headers
 * @param maxEventBytes of an event of a stream, and of a line of it
 * @param maxBodyBytes of an answer that is no stream
 */
public record ClientOptions(
        boolean reuse,
        long connectNanos,
        long firstByteNanos,
        long idleNanos,
        long totalNanos,
        int maxHeadBytes,
        int maxEventBytes,
        int maxBodyBytes) {
    private static final long SECOND = 1_000_000_000L;

    /** Patient: a saturated server answers late, and that is what is to be measured. */
    public static final ClientOptions DEFAULT = new ClientOptions(
            true, 10 * SECOND, 300 * SECOND, 120 * SECOND, 1800 * SECOND, 64 << 10, 4 << 20, 64 << 20);

    public ClientOptions {
        requirePositive("connect timeout", connectNanos);
        requirePositive("first-byte timeout", firstByteNanos);
        requirePositive("idle timeout", idleNanos);
        requirePositive("total timeout", totalNanos);
        requirePositive("limit of a head", maxHeadBytes);
        requirePositive("limit of an event", maxEventBytes);
        requirePositive("limit of a body", maxBodyBytes);
    }

    /** The same with connections kept, or with a new one for each request. */
    public ClientOptions withReuse(boolean kept) {
        return new ClientOptions(
                kept, connectNanos, firstByteNanos, idleNanos, totalNanos, maxHeadBytes, maxEventBytes, maxBodyBytes);
    }

    /** The same with other times. */
    public ClientOptions withTimeouts(long connect, long firstByte, long idle, long total) {
        return new ClientOptions(reuse, connect, firstByte, idle, total, maxHeadBytes, maxEventBytes, maxBodyBytes);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be > 0");
        }
    }
}
