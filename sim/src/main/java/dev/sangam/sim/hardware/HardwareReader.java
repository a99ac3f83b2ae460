package dev.sangam.sim.hardware;

import dev.sangam.core.InputException;
import dev.sangam.core.model.AttentionKernels;
import dev.sangam.core.model.Efficiency;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.Interconnect;
import dev.sangam.files.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the figures of one accelerator; a figure that is absent is taken from the base, if there is one. */
final class HardwareReader {
    private static final double TERA = 1e12;
    private static final double GIGA = 1e9;
    private static final double GIB = 1L << 30;
    private static final double MICROS = 1e3;
    private static final double LARGEST = 1e9;

    /** What a class of hardware achieves, and with which kernels. */
    record HardwareClass(AttentionKernels kernels, Efficiency efficiency) {}

    private final Section section;
    private final @Nullable HardwareSpec base;

    private HardwareReader(Section section, @Nullable HardwareSpec base) {
        this.section = section;
        this.base = base;
    }

    static HardwareSpec read(
            String name, Section section, @Nullable HardwareSpec base, Map<String, HardwareClass> classes) {
        return new HardwareReader(section, base).spec(name, classes);
    }

    static HardwareClass readClass(Section section, @Nullable HardwareClass base) {
        Efficiency achieved = base == null ? null : base.efficiency();
        double matmul = figure(section, "matmul", 1, achieved == null ? null : achieved.matmul());
        double attention = figure(section, "attention", 1, achieved == null ? null : achieved.attention());
        double memory = figure(section, "memory", 1, achieved == null ? null : achieved.memory());
        double link = figure(section, "link", 1, achieved == null ? null : achieved.link());
        double kernel = figure(section, "kernel_us", MICROS, achieved == null ? null : achieved.kernelNanos());
        double step = figure(section, "step_us", MICROS, achieved == null ? null : achieved.stepNanos());
        AttentionKernels kernels = section.choice("attention_kernels", List.of(AttentionKernels.values()), Enum::name)
                .orElse(base == null ? AttentionKernels.SEPARATE : base.kernels());
        Efficiency efficiency = section.check(() -> new Efficiency(matmul, attention, memory, link, kernel, step));
        return new HardwareClass(kernels, efficiency);
    }

    private HardwareSpec spec(String name, Map<String, HardwareClass> classes) {
        double bf16 = figure("bf16_tflops", TERA, base == null ? null : base.bf16Flops());
        double eightBit = figure("fp8_tflops", TERA, base == null ? Double.valueOf(0) : base.eightBitFlops());
        double memory = figure("memory_gib", GIB, base == null ? null : (double) base.memoryBytes());
        double bandwidth = figure("memory_gb_s", GIGA, base == null ? null : base.memoryBandwidth());
        Interconnect link = interconnect("link", base == null ? null : base.link());
        Interconnect network = interconnect("network", base == null ? null : base.network());
        int multiprocessors = count("multiprocessors", base == null ? null : base.multiprocessors());
        int gpus = count("gpus_per_node", base == null ? null : base.gpusPerNode());
        double price = figure("price_per_hour", 1, base == null ? null : base.pricePerHour());
        HardwareClass achieved = achieved(classes);
        return section.check(() -> new HardwareSpec(
                name,
                bf16,
                eightBit,
                multiprocessors,
                (long) memory,
                bandwidth,
                link,
                network,
                gpus,
                price,
                achieved.kernels(),
                achieved.efficiency()));
    }

    private Interconnect interconnect(String key, @Nullable Interconnect old) {
        double bandwidth = figure(key + "_gb_s", GIGA, old == null ? null : old.bandwidth());
        double latency = figure(key + "_us", MICROS, old == null ? null : old.latencyNanos());
        return section.check(() -> new Interconnect(bandwidth, latency));
    }

    private HardwareClass achieved(Map<String, HardwareClass> classes) {
        HardwareClass named = base == null ? null : new HardwareClass(base.attentionKernels(), base.efficiency());
        String name = section.optionalText("class").orElse(null);
        if (name != null) {
            named = classes.get(name.toLowerCase(Locale.ROOT));
            if (named == null) {
                throw section.error("class", "is '" + name + "'; it must be one of " + new TreeSet<>(classes.keySet()));
            }
        }
        Section own = section.optionalSection("efficiency").orElse(null);
        if (own != null) {
            return readClass(own, named);
        }
        if (named == null) {
            throw section.error("class", "is missing. Maybe one of " + new TreeSet<>(classes.keySet()));
        }
        return named;
    }

    private double figure(String key, double unit, @Nullable Double fallback) {
        return figure(section, key, unit, fallback);
    }

    /** A figure in its unit, or else the fallback, which has been multiplied already. */
    private static double figure(Section section, String key, double unit, @Nullable Double fallback) {
        var given = section.number(key, 0, LARGEST);
        if (given.isPresent()) {
            return given.getAsDouble() * unit;
        }
        if (fallback == null) {
            throw missing(section, key);
        }
        return fallback;
    }

    private int count(String key, @Nullable Integer fallback) {
        Integer given = section.integer(key, 1, 1 << 20).orElse(fallback);
        if (given == null) {
            throw missing(section, key);
        }
        return given;
    }

    private static InputException missing(Section section, String key) {
        return section.error(key, "is missing; hardware that is not in the catalogue must give every figure");
    }
}
