package dev.sangam.core.model;

/** Number format of stored weights or of the KV cache. */
public enum Dtype {
    FP32(4),
    BF16(2),
    FP16(2),
    FP8(1),
    INT8(1),
    /** Four bits and, as GPTQ and AWQ store them, an fp16 scale and a zero point per group of 128: 4.25 bits. */
    INT4(0.53125);

    private final double bytes;

    Dtype(double bytes) {
        this.bytes = bytes;
    }

    /** Bytes per value, the scales of a quantised format included. */
    public double bytes() {
        return bytes;
    }
}
