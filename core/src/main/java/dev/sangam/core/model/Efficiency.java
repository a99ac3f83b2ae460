package dev.sangam.core.model;

/**
 * What is achieved of an accelerator's nominal figures; the constants of the roofline, one set per class of hardware.
 *
 * @param matmul share of the dense peak that large matrix products reach, 0 to 1
 * @param attention share of the dense peak that prefill attention reaches, 0 to 1
 * @param memory share of the memory bandwidth that streaming weights and KV cache reaches, 0 to 1
 * @param link share of the interconnect's bandwidth that large all-reduces reach, 0 to 1
 * @param kernelNanos time that one more kernel costs on the GPU however small it is, nanoseconds
 * @param stepNanos time between two iterations in which the GPU waits for the engine's CPU work, nanoseconds
 */
public record Efficiency(
        double matmul, double attention, double memory, double link, double kernelNanos, double stepNanos) {
    public Efficiency {
        requireShare("matmul", matmul);
        requireShare("attention", attention);
        requireShare("memory", memory);
        requireShare("link", link);
        requireTime("kernel", kernelNanos);
        requireTime("step", stepNanos);
    }

    private static void requireShare(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be a share of the peak, above 0 and at most 1");
        }
    }

    private static void requireTime(String name, double nanos) {
        if (!(nanos >= 0 && nanos < 1e12)) {
            throw new IllegalArgumentException(name + " is " + nanos + " ns; it must be >= 0");
        }
    }
}
