package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CostCurve;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the GPUs of a replica spend on telling each other, as curves by tokens or sequences, microseconds: measured where
 * the profile has it, else from the figures of the links.
 *
 * @param links figures of the links, and how many GPUs share a layer
 * @param measuredReduce microseconds of an all-reduce by bytes; {@code null} where it was not measured
 * @param measuredGather of an all-gather by the bytes of the whole
 * @param measuredSend of sending bytes to a neighbour
 */
record Communication(
        Collectives links,
        @Nullable CostCurve measuredReduce,
        @Nullable CostCurve measuredGather,
        @Nullable CostCurve measuredSend) {
    private static final double NANOS_PER_MICRO = 1e3;
    /** Where curves that were measured by bytes are read off by items. */
    private static final int LARGEST = 1 << 14;

    /** An all-reduce over the tensor-parallel GPUs, of so many bytes an item. */
    CostCurve allReduce(double bytesPerItem) {
        return links.tensor() == 1 || measuredReduce == null
                ? linear(bytes -> links.allReduceNanos(bytes) / NANOS_PER_MICRO, bytesPerItem)
                : byItems(measuredReduce::at, bytesPerItem);
    }

    /** Gathering so many bytes an item on each of them. */
    CostCurve gather(double bytesPerItem) {
        return links.tensor() == 1 || measuredGather == null
                ? linear(bytes -> links.gatherNanos(bytes) / NANOS_PER_MICRO, bytesPerItem)
                : byItems(measuredGather::at, bytesPerItem);
    }

    /**
     * To the next pipeline stage: every GPU sends its part, and those of the stage gather the whole. Neighbours were
     * measured, so stages on other nodes keep the figures of the network.
     */
    CostCurve hop(double bytesPerItem) {
        boolean neighbours = links.ring().equals(links.hop());
        if (!neighbours || measuredSend == null || (links.tensor() > 1 && measuredGather == null)) {
            return linear(bytes -> links.sendNanos(bytes) / NANOS_PER_MICRO, bytesPerItem);
        }
        CostCurve sent = byItems(measuredSend::at, bytesPerItem / links.tensor());
        return CostCurve.sum(List.of(sent, gather(bytesPerItem)));
    }

    /** What takes a fixed time and one in proportion to the bytes. */
    private static CostCurve linear(DoubleUnaryOperator microsOfBytes, double bytesPerItem) {
        return CostCurve.of(new int[] {1, 2}, new double[] {
            microsOfBytes.applyAsDouble(bytesPerItem), microsOfBytes.applyAsDouble(2 * bytesPerItem)
        });
    }

    /** Every item up to 64, then 64 steps to each doubling: finer than anybody measures. */
    private static CostCurve byItems(DoubleUnaryOperator microsOfBytes, double bytesPerItem) {
        int[] items = IntStream.iterate(1, i -> i <= LARGEST, i -> i + Math.max(1, Integer.highestOneBit(i) / 64))
                .toArray();
        return CostCurve.of(
                items,
                Arrays.stream(items)
                        .mapToDouble(i -> microsOfBytes.applyAsDouble(i * bytesPerItem))
                        .toArray());
    }
}
