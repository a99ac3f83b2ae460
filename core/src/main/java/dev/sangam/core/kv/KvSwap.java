package dev.sangam.core.kv;

/**
 * Host memory to which the KV blocks of a preempted sequence can be saved, in place of computing them again.
 *
 * @param maxTokens tokens that it holds, of all sequences together
 * @param saveNanosPerToken time to copy a token's keys and values out of the KV cache
 * @param restoreNanosPerToken time to copy them back
 */
public record KvSwap(long maxTokens, long saveNanosPerToken, long restoreNanosPerToken) {
    public KvSwap {
        require("tokens", maxTokens, 1);
        require("save", saveNanosPerToken, 0);
        require("restore", restoreNanosPerToken, 0);
    }

    /**
     * Copies at the speed of the link between the KV cache and host memory.
     *
     * @param bytesPerToken that go over one link
     * @param bytesPerSecond what copies reach on it
     */
    public static KvSwap over(double bytesPerSecond, double bytesPerToken, long maxTokens) {
        long nanos = Math.max(1, Math.round(bytesPerToken / bytesPerSecond * 1e9));
        return new KvSwap(maxTokens, nanos, nanos);
    }

    private static void require(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be >= " + least);
        }
    }

    /** Nanoseconds to save so many tokens and restore them later. */
    public double nanos(long tokens) {
        return (double) tokens * (saveNanosPerToken + restoreNanosPerToken);
    }
}
