package dev.sangam.sim.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.model.AttentionKernels;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.files.Section;
import org.junit.jupiter.api.Test;

class HardwareCatalogueTest {
    @Test
    void listsEveryAcceleratorOnce() {
        assertThat(HardwareCatalogue.all())
                .extracting(HardwareSpec::name)
                .containsExactly(
                        "a100-80",
                        "a100-40",
                        "a800",
                        "a40",
                        "a30",
                        "l40s",
                        "rtx-4090",
                        "rtx-pro-6000",
                        "h100",
                        "h200",
                        "b200");
    }

    @Test
    void findsNamesWhateverTheirCaseAndSpelling() {
        HardwareSpec h100 = HardwareCatalogue.resolve("h100");
        assertThat(HardwareCatalogue.resolve("NVIDIA H100")).isEqualTo(h100);
        assertThat(HardwareCatalogue.resolve("H100_SXM")).isEqualTo(h100);
        assertThat(HardwareCatalogue.resolve("RTX4090").name()).isEqualTo("rtx-4090");
        assertThat(HardwareCatalogue.resolve("a100").name()).isEqualTo("a100-80");
    }

    @Test
    void carriesThePricesOfTheVidurPaper() {
        assertThat(HardwareCatalogue.resolve("h100").pricePerHour()).isEqualTo(4.25);
        assertThat(HardwareCatalogue.resolve("a100").pricePerHour()).isEqualTo(2.21);
        assertThat(HardwareCatalogue.resolve("a40").pricePerHour()).isEqualTo(1.28);
    }

    @Test
    void suggestsTheNearestNames() {
        assertThatThrownBy(() -> HardwareCatalogue.resolve("a100-8"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("hardware 'a100-8' is not in the catalogue. Maybe a100-80 or a100-40");
        Section root = Section.parse("d.yaml", "hardware: h1000");
        assertThatThrownBy(() -> HardwareCatalogue.read(root, "hardware"))
                .hasMessageStartingWith("d.yaml:1: hardware is 'h1000', which is not in the catalogue. Maybe h100");
    }

    @Test
    void takesSingleFiguresFromTheDeployment() {
        Section root =
                Section.parse("d.yaml", "hardware: {name: H100, price_per_hour: 3.0, efficiency: {matmul: 0.6}}");
        HardwareSpec changed = HardwareCatalogue.read(root, "hardware");
        root.done();
        HardwareSpec h100 = HardwareCatalogue.resolve("h100");
        assertThat(changed.pricePerHour()).isEqualTo(3.0);
        assertThat(changed.efficiency().matmul()).isEqualTo(0.6);
        assertThat(changed.efficiency().memory()).isEqualTo(h100.efficiency().memory());
        assertThat(changed.attentionKernels()).isEqualTo(AttentionKernels.PACKED);
        assertThat(changed.memoryBytes()).isEqualTo(h100.memoryBytes());
    }

    @Test
    void takesNewHardwareWithAllItsFigures() {
        Section root = Section.parse("d.yaml", """
            hardware:
              name: mi300x
              class: hopper
              bf16_tflops: 1307
              fp8_tflops: 2614
              multiprocessors: 304
              memory_gib: 191.5
              memory_gb_s: 5300
              link_gb_s: 448
              link_us: 10
              network_gb_s: 50
              network_us: 25
              gpus_per_node: 8
              price_per_hour: 3.5
            """);
        HardwareSpec mi300x = HardwareCatalogue.read(root, "hardware");
        root.done();
        assertThat(mi300x.name()).isEqualTo("mi300x");
        assertThat(mi300x.bf16Flops()).isEqualTo(1307e12);
        assertThat(mi300x.link().latencyNanos()).isEqualTo(10_000);
    }

    @Test
    void saysWhichFigureIsMissingOrWrong() {
        assertThatThrownBy(() -> read("{name: mi300x, bf16_tflops: 1307}"))
                .hasMessage("d.yaml:1: hardware.memory_gib is missing;"
                        + " hardware that is not in the catalogue must give every figure");
        assertThatThrownBy(() -> read("{name: h100, efficiency: {matmul: 1.5}}"))
                .hasMessage("d.yaml:1: hardware.efficiency: matmul is 1.5;"
                        + " it must be a share of the peak, above 0 and at most 1");
        assertThatThrownBy(() -> read("{name: h100, class: tpu}"))
                .hasMessageStartingWith("d.yaml:1: hardware.class is 'tpu'; it must be one of [ada, ampere");
        assertThatThrownBy(() -> read("{name: h100, price: 3}")).hasMessageContaining("hardware.price is not a key");
    }

    private static void read(String hardware) {
        Section root = Section.parse("d.yaml", "hardware: " + hardware);
        HardwareCatalogue.read(root, "hardware");
        root.done();
    }
}
