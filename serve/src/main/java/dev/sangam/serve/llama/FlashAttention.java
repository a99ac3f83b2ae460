package dev.sangam.serve.llama;

/** Whether attention is computed in one fused kernel. */
public enum FlashAttention {
    /** Where the backend has such a kernel. */
    AUTO(-1),
    /** Never. */
    OFF(0),
    /** Always; refused where there is none. */
    ON(1);

    private final int code;

    FlashAttention(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
