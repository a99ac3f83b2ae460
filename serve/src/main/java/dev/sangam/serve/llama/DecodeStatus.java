package dev.sangam.serve.llama;

/** How a decode ended. */
public enum DecodeStatus {
    /** The batch is computed. */
    OK,
    /** The cache has no room for the batch; nothing changed. Remove tokens or send fewer. */
    KV_FULL,
    /**
     * Stopped by {@link LlamaContext#requestAbort()}. A part of the batch may be in the cache: see
     * {@link LlamaContext#lastPosition(int)}. There are no logits.
     */
    ABORTED
}
