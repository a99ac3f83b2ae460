package dev.sangam.core.batchtime;

import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.Interconnect;
import dev.sangam.core.model.Parallelism;

/** Times of communication between the GPUs of a replica, nanoseconds. */
final class Collectives {
    private final int tensor;
    private final double ringBytesPerNano;
    private final double ringLatency;
    private final double hopBytesPerNano;
    private final double hopLatency;

    Collectives(HardwareSpec hardware, Parallelism parallelism) {
        double achieved = hardware.efficiency().link() * 1e-9;
        Interconnect ring = hardware.joining(parallelism.tensor());
        Interconnect hop = hardware.joining(parallelism.gpus());
        this.tensor = parallelism.tensor();
        this.ringBytesPerNano = ring.bandwidth() * achieved;
        this.ringLatency = ring.latencyNanos();
        this.hopBytesPerNano = hop.bandwidth() * achieved;
        this.hopLatency = hop.latencyNanos();
    }

    /** All-reduce over the tensor-parallel GPUs: each sends and receives {@code 2 (n-1)/n} of the bytes (ring). */
    double allReduce(double bytes) {
        return tensor == 1 ? 0 : ringLatency + 2 * share() * bytes / ringBytesPerNano;
    }

    /** Gather of {@code bytes} in all over the tensor-parallel GPUs. */
    double gather(double bytes) {
        return tensor == 1 ? 0 : ringLatency + share() * bytes / ringBytesPerNano;
    }

    /** A message to the next pipeline stage. */
    double send(double bytes) {
        return hopLatency + bytes / hopBytesPerNano;
    }

    private double share() {
        return (tensor - 1.0) / tensor;
    }
}
