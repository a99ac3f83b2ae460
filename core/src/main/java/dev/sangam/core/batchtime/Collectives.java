package dev.sangam.core.batchtime;

import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.Interconnect;
import dev.sangam.core.model.Parallelism;

/**
 * Times of communication between the GPUs of a replica: a latency, and the bytes that one GPU sends over its link.
 *
 * @param tensor GPUs that share every layer
 * @param ring what joins them, with the bandwidth that is achieved
 * @param hop what joins the GPUs of one pipeline stage with those of the next, likewise
 */
public record Collectives(int tensor, Interconnect ring, Interconnect hop) {
    /** Nobody to talk to. */
    public static final Collectives ONE_GPU = new Collectives(1, new Interconnect(1, 0), new Interconnect(1, 0));

    /** On this hardware: tensor-parallel GPUs are neighbours, so that stages span nodes before the GPUs of a stage do. */
    public static Collectives of(HardwareSpec hardware, Parallelism parallelism) {
        return new Collectives(
                parallelism.tensor(), hardware.achieved(parallelism.tensor()), hardware.achieved(parallelism.gpus()));
    }

    /** Nanoseconds of an all-reduce over the tensor-parallel GPUs: each sends {@code 2 (n-1)/n} of the bytes (ring). */
    public double allReduceNanos(double bytes) {
        return tensor == 1 ? 0 : nanos(ring, 2 * share() * bytes);
    }

    /** Nanoseconds of gathering {@code bytes} in all on each of the tensor-parallel GPUs. */
    public double gatherNanos(double bytes) {
        return tensor == 1 ? 0 : nanos(ring, share() * bytes);
    }

    /**
     * Nanoseconds of {@code bytes} on their way to the next pipeline stage: as in vLLM, every tensor-parallel GPU sends
     * its part to its counterpart, and those gather the whole.
     */
    public double sendNanos(double bytes) {
        return nanos(hop, bytes / tensor) + gatherNanos(bytes);
    }

    private double share() {
        return (tensor - 1.0) / tensor;
    }

    private static double nanos(Interconnect link, double bytes) {
        return link.latencyNanos() + bytes / link.bandwidth() * 1e9;
    }
}
