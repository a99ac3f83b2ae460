package dev.sangam.files.calibration;

/**
 * How the kernels were set up; with other settings a step takes another time.
 *
 * @param threads threads of the kernels
 * @param contextTokens tokens that the KV cache holds
 * @param slots most sequences of a batch
 * @param batchTokens most tokens of a batch
 * @param unifiedKv whether all sequences share one KV buffer
 * @param separateCalls whether decodes and prefills of large batches are computed one after the other
 */
public record KernelSettings(
        int threads, int contextTokens, int slots, int batchTokens, boolean unifiedKv, boolean separateCalls) {
    public KernelSettings {
        require("threads", threads);
        require("context_tokens", contextTokens);
        require("slots", slots);
        require("batch_tokens", batchTokens);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be >= 1");
        }
    }
}
