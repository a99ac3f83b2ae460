package dev.sangam.core.batchtime;

import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.Efficiency;
import dev.sangam.core.model.HardwareSpec;

/**
 * Times of single GPU kernels, nanoseconds. A matrix product takes the root of the sum of squares of its compute time
 * and its memory time: equal to the roofline far from the ridge, and 1.4 times it at the ridge, where neither unit is
 * fully hidden behind the other. On profiles of A100 and A30 products its mean error is 7 to 9 %, the sharp maximum's
 * 9 to 11 %; on the RTX 4090 both have 4 %.
 */
final class Kernels {
    /** Rows that a tile of a matrix product covers: 64, and 128 once rows abound, as the steps of the profiles show. */
    private static final int SMALL_TILE = 64;

    private static final int LARGE_TILE = 128;
    private static final int MANY_ROWS = 256;

    private final double flopsPerNano;
    private final double bytesPerNano;
    private final double floorNanos;
    private final double weightBytes;

    Kernels(HardwareSpec hardware, Dtype weights) {
        Efficiency efficiency = hardware.efficiency();
        this.flopsPerNano = hardware.flops(weights) * efficiency.matmul() * 1e-9;
        this.bytesPerNano = hardware.memoryBandwidth() * efficiency.memory() * 1e-9;
        this.floorNanos = efficiency.kernelNanos();
        this.weightBytes = weights.bytes();
    }

    /** Product of {@code rows x inner} activations with one {@code inner x columns} weight matrix. */
    double product(int rows, double columns, double inner) {
        double bytes = columns * inner * weightBytes + rows * (columns + inner) * Dtype.BF16.bytes();
        return floorNanos + smoothMax(2.0 * padded(rows) * columns * inner / flopsPerNano, bytes / bytesPerNano);
    }

    /**
     * Products of {@code rows} rows in all with {@code matrices} matrices of {@code inner x columns} each (experts).
     */
    double groupedProduct(double rows, double matrices, double columns, double inner) {
        double padded = rows + matrices * SMALL_TILE / 2;
        double bytes = matrices * columns * inner * weightBytes + rows * (columns + inner) * Dtype.BF16.bytes();
        return floorNanos + smoothMax(2.0 * padded * columns * inner / flopsPerNano, bytes / bytesPerNano);
    }

    /** A kernel that does nothing but read and write so many bytes: norm, activation, rotary embedding, cache write. */
    double stream(double bytes) {
        return floorNanos + bytes / bytesPerNano;
    }

    static double smoothMax(double a, double b) {
        return Math.sqrt(a * a + b * b);
    }

    private static double padded(int rows) {
        int tile = rows > MANY_ROWS ? LARGE_TILE : SMALL_TILE;
        return (double) Math.ceilDiv(rows, tile) * tile;
    }
}
