package dev.sangam.core.batchtime;

import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;

/**
 * Time of one layer's attention on one GPU, by the tiling of FlashAttention: prefills are cut into tiles of query
 * rows, a thread block per tile and head, so a short chunk leaves multiprocessors idle; decodes stream their keys and
 * values.
 */
final class AttentionTime {
    /** Query rows of a thread block (FlashAttention 2, head width 128). */
    private static final int QUERY_TILE = 64;
    /** Keys are read in tiles of about 128, so each sequence reads half a tile too many on average. */
    private static final int KEY_TILE = 128;
    /** Kernels of one attention call: the splits over the keys, their combination, and the set-up of both. */
    private static final int LAUNCHES = 3;

    private final int heads;
    private final int multiprocessors;
    private final double rowFlops;
    private final double mixedRowFlops;
    private final double flopsPerNano;
    private final double bytesPerNano;
    private final double kvBytes;
    private final double launchNanos;

    AttentionTime(ModelSpec model, HardwareSpec hardware, Parallelism parallelism) {
        int kvHeads = parallelism.kvHeadsPerGpu(model);
        this.heads = model.attention().heads() / parallelism.tensor();
        this.multiprocessors = hardware.multiprocessors();
        double headFlops = 4.0 * model.attention().headDim();
        this.rowFlops = headFlops * heads;
        this.mixedRowFlops = QUERY_TILE
                * headFlops
                * switch (hardware.attentionKernels()) {
                    case SEPARATE -> 0;
                    case FUSED -> heads;
                    case PACKED -> kvHeads;
                };
        this.flopsPerNano = hardware.flops(Dtype.BF16) * hardware.efficiency().attention() * 1e-9;
        this.bytesPerNano = hardware.memoryBandwidth() * hardware.efficiency().memory() * 1e-9;
        this.kvBytes =
                2.0 * kvHeads * model.attention().headDim() * model.kvDtype().bytes();
        this.launchNanos = LAUNCHES * hardware.efficiency().kernelNanos();
    }

    /** Nanoseconds of one layer's attention for this batch. */
    double nanos(BatchShape shape) {
        double prefill = shape.prefills() == 0 ? 0 : prefill(shape);
        double decode = shape.decodes() == 0 ? 0 : decode(shape);
        return launchNanos + prefill + decode;
    }

    private double prefill(BatchShape shape) {
        int tokens = shape.prefillTokens();
        int rowTiles = Math.max(shape.prefills(), Math.ceilDiv(tokens, QUERY_TILE));
        long blocks = (long) rowTiles * heads;
        double waves = Math.ceilDiv(blocks, multiprocessors);
        double idle = waves * multiprocessors / blocks;
        double padding = (double) rowTiles * QUERY_TILE / tokens;
        double compute = ModelFlops.prefillPairs(shape) * rowFlops * padding * idle / flopsPerNano;
        double memory = (shape.prefillContext() + tokens) * kvBytes / bytesPerNano;
        return Kernels.smoothMax(compute, memory);
    }

    private double decode(BatchShape shape) {
        double read = shape.decodeContext() + shape.decodes() * (KEY_TILE / 2.0);
        double memory = read * kvBytes / bytesPerNano;
        double compute = shape.prefills() == 0 ? 0 : shape.decodeContext() * mixedRowFlops / flopsPerNano;
        return Kernels.smoothMax(compute, memory);
    }
}
