package dev.sangam.sim.model;

import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import java.util.List;
import java.util.Locale;

/**
 * How the memory of a replica's fullest GPU is spent. All figures are per GPU but {@link #blocks} and {@link #tokens},
 * which every GPU of the replica holds its share of.
 *
 * @param model what is served
 * @param hardware on what
 * @param parallelism how it is split
 * @param memoryFraction share of the device that the engine may use
 * @param deviceBytes memory of the GPU
 * @param usableBytes {@code memoryFraction * deviceBytes}
 * @param weightBytes weights of the GPU's share of its stage
 * @param reserveBytes activations, logits, and the CUDA context
 * @param kvBytesPerToken KV cache that a token of a sequence takes
 * @param blockTokens tokens of a KV block
 * @param blocks KV blocks that fit
 */
public record MemoryPlan(
        ModelSpec model,
        HardwareSpec hardware,
        Parallelism parallelism,
        double memoryFraction,
        double deviceBytes,
        double usableBytes,
        double weightBytes,
        double reserveBytes,
        double kvBytesPerToken,
        int blockTokens,
        int blocks) {
    private static final double GIB = 1L << 30;

    /** Tokens that the KV cache holds. */
    public long tokens() {
        return (long) blocks * blockTokens;
    }

    /** Bytes of the KV cache. */
    public double kvBytes() {
        return tokens() * kvBytesPerToken;
    }

    /** Why so many blocks fit: a line per item, from the device down to the blocks. */
    public List<String> explanation() {
        return List.of(
                line("device memory", deviceBytes, hardware.name()),
                line("usable", usableBytes, String.format(Locale.ROOT, "memory fraction %.2f", memoryFraction)),
                line(
                        "weights",
                        weightBytes,
                        String.format(
                                Locale.ROOT,
                                "%s, %.2f billion parameters in %s, TP %d, PP %d",
                                model.name(),
                                model.parameters() / 1e9,
                                model.weightDtype().name().toLowerCase(Locale.ROOT),
                                parallelism.tensor(),
                                parallelism.pipeline())),
                line("activations and context", reserveBytes, "one full batch, its logits, CUDA"),
                line(
                        "KV cache",
                        kvBytes(),
                        String.format(
                                Locale.ROOT,
                                "%,d blocks of %d tokens, %,.0f bytes a token",
                                blocks,
                                blockTokens,
                                kvBytesPerToken)),
                String.format(Locale.ROOT, "%-24s %,10d tokens", "capacity", tokens()));
    }

    private static String line(String name, double bytes, String why) {
        return String.format(Locale.ROOT, "%-24s %10.2f GiB  %s", name, bytes / GIB, why);
    }
}
