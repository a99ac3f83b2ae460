package dev.sangam.core.model;

/** How the attention of a batch with both prefills and decodes is computed; decode-only batches are alike in all. */
public enum AttentionKernels {
    /** One kernel for prefills, one for decodes: FlashInfer, Sarathi-Serve, Vidur's profiles. */
    SEPARATE,
    /**
     * One kernel for all rows, a tile per sequence and query head: FlashAttention 2 as vLLM uses it up to Ada. The
     * single row of a decode is computed as a whole tile of rows, so decodes cost more beside a prefill than alone.
     */
    FUSED,
    /** As fused, but the query heads of a group share a tile: FlashAttention 3 on Hopper. */
    PACKED
}
