package dev.sangam.sim.deployment;

import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a replica runs on.
 *
 * @param hardware of each GPU; {@code null} for a machine of which only batch times are known
 * @param parallelism how the replica is spread over GPUs
 * @param batchTimeSource where batch times come from, for people
 */
public record Machine(@Nullable HardwareSpec hardware, Parallelism parallelism, String batchTimeSource) {
    /** Dollars per GPU-hour; 0 when unknown. */
    double pricePerHour() {
        return hardware == null ? 0 : hardware.pricePerHour();
    }

    /** Peak of a GPU at the model's precision; 0 when unknown. */
    double flops(ModelSpec model) {
        return hardware == null ? 0 : hardware.flops(model.weightDtype());
    }

    /** Its GPUs, for people. */
    String text() {
        return hardware == null
                ? "the measured machine; its price and peak are unknown, and so are cost and MFU"
                : String.format(
                        Locale.ROOT,
                        "%d x %s (TP %d, PP %d)",
                        parallelism.gpus(),
                        hardware.name(),
                        parallelism.tensor(),
                        parallelism.pipeline());
    }
}
