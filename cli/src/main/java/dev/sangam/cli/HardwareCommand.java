package dev.sangam.cli;

import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.sim.hardware.HardwareCatalogue;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sangam hardware}: the catalogue. */
@Command(
        name = "hardware",
        mixinStandardHelpOptions = true,
        description =
                "Lists the accelerators of the catalogue. Prices are defaults; override them in the deployment file.")
final class HardwareCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-14s %10s %9s %12s %9s %10s%n", "name", "bf16", "memory", "bandwidth", "link", "price");
        for (HardwareSpec h : HardwareCatalogue.all()) {
            out.printf(
                    Locale.ROOT,
                    "%-14s %5.0f TF/s %5.1f GiB %7.0f GB/s %4.0f GB/s %6.2f $/h%n",
                    h.name(),
                    h.flops(Dtype.BF16) / 1e12,
                    (double) h.memoryBytes() / (1L << 30),
                    h.memoryBandwidth() / 1e9,
                    h.link().bandwidth() / 1e9,
                    h.pricePerHour());
        }
    }
}
