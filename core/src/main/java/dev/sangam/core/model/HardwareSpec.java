package dev.sangam.core.model;

/**
 * One accelerator and the node it sits in. Nominal figures of the vendor; what is achieved of them is in
 * {@link #efficiency}.
 *
 * @param name as in the catalogue
 * @param bf16Flops dense 16-bit tensor operations per second (without sparsity)
 * @param eightBitFlops dense fp8 operations per second, or 0 when it has no fp8 units
 * @param multiprocessors streaming multiprocessors, which set how matrix products are cut into waves of tiles
 * @param memoryBytes memory that a program sees, bytes
 * @param memoryBandwidth bytes per second
 * @param link what joins the GPUs of a node
 * @param network what joins nodes, per GPU
 * @param gpusPerNode GPUs of a usual node
 * @param pricePerHour dollars per GPU-hour
 * @param attentionKernels kernels that vLLM picks on it by default
 * @param efficiency achieved shares and fixed costs
 */
public record HardwareSpec(
        String name,
        double bf16Flops,
        double eightBitFlops,
        int multiprocessors,
        long memoryBytes,
        double memoryBandwidth,
        Interconnect link,
        Interconnect network,
        int gpusPerNode,
        double pricePerHour,
        AttentionKernels attentionKernels,
        Efficiency efficiency) {

    public HardwareSpec {
        ModelSpec.requirePositive("bf16_flops", bf16Flops);
        ModelSpec.requirePositive("multiprocessors", multiprocessors);
        ModelSpec.requirePositive("memory_bytes", memoryBytes);
        ModelSpec.requirePositive("memory_bandwidth", memoryBandwidth);
        ModelSpec.requirePositive("gpus_per_node", gpusPerNode);
        if (!(eightBitFlops >= 0)) {
            throw new IllegalArgumentException("fp8_flops is " + eightBitFlops + "; it must be >= 0");
        }
        if (!(pricePerHour >= 0)) {
            throw new IllegalArgumentException("price_per_hour is " + pricePerHour + "; it must be >= 0");
        }
    }

    /** Dense operations per second for weights of this format; without fp8 units they are widened to 16 bits. */
    public double flops(Dtype weights) {
        return switch (weights) {
            case FP32 -> bf16Flops / 2;
            case BF16, FP16, INT4 -> bf16Flops;
            case FP8, INT8 -> Math.max(bf16Flops, eightBitFlops);
        };
    }

    /** This hardware with other attention kernels. */
    public HardwareSpec with(AttentionKernels kernels) {
        return new HardwareSpec(
                name,
                bf16Flops,
                eightBitFlops,
                multiprocessors,
                memoryBytes,
                memoryBandwidth,
                link,
                network,
                gpusPerNode,
                pricePerHour,
                kernels,
                efficiency);
    }

    /** What joins this many GPUs of a replica, with the bandwidth that large collectives reach on it. */
    public Interconnect achieved(int gpus) {
        Interconnect nominal = joining(gpus);
        return new Interconnect(nominal.bandwidth() * efficiency.link(), nominal.latencyNanos());
    }

    /** What joins this many GPUs of a replica: the node's link while they fit a node. */
    public Interconnect joining(int gpus) {
        return gpus <= gpusPerNode ? link : network;
    }
}
