package dev.sangam.sim.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.sangam.core.InputException;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.sim.hardware.HardwareCatalogue;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlannerTest {
    @Test
    void findsTheBlocksThatVllmFoundOnARealGpu() {
        // vLLM 0.19, RTX 4090, Llama-3.1-8B, bf16, 0.9, 2048 tokens and 256 sequences a batch: 2,588 blocks of 16.
        assertThat(plan("llama-3.1-8b", "rtx-4090", 1, 1).blocks()).isCloseTo(2588, withinPercentage(3));
    }

    @Test
    void addsUpToTheUsableMemory() {
        MemoryPlan plan = plan("llama-2-70b", "a100-80", 2, 2);
        double used = plan.weightBytes() + plan.reserveBytes() + plan.kvBytes();
        assertThat(used).isLessThanOrEqualTo(plan.usableBytes());
        assertThat(plan.usableBytes() - used).isLessThan(plan.kvBytesPerToken() * plan.blockTokens());
        assertThat(plan.tokens()).isEqualTo(16L * plan.blocks());
        assertThat(plan.weightBytes()).isCloseTo(68.98e9 * 2 / 4, withinPercentage(1));
        assertThat(plan.kvBytesPerToken()).isEqualTo(2.0 * 40 * 4 * 128 * 2);
    }

    @Test
    void replicatesKeysAndValuesWhenThereAreFewerHeadsThanGpus() {
        assertThat(plan("llama-3-8b", "a100-80", 16, 1).kvBytesPerToken()).isEqualTo(2.0 * 32 * 128 * 2);
    }

    @Test
    void explainsItselfLineByLine() {
        assertThat(plan("llama-2-7b", "a100-80", 1, 1).explanation())
                .hasSize(6)
                .anySatisfy(line -> assertThat(line).startsWith("weights ").contains("12.55 GiB", "6.74 billion"))
                .anySatisfy(line -> assertThat(line).startsWith("KV cache").contains("524,288 bytes a token"));
    }

    @Test
    void advisesWhatWouldFit() {
        assertThatThrownBy(() -> plan("llama-2-70b", "a100-80", 1, 1))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("meta-llama/Llama-2-70b-hf does not fit a100-80 with tensor_parallel 1 and"
                        + " pipeline_parallel 1: weights of 128.5 GiB and activations of ")
                .hasMessageEndingWith(" Maybe tensor_parallel 2, or b200");
        assertThatThrownBy(() -> plan("falcon-180b", "rtx-4090", 1, 1))
                .hasMessageEndingWith(" Maybe rtx-pro-6000 with tensor_parallel 4");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> new MemoryPlanner(1.5, 16, 2048, 256))
                .hasMessage("memory_fraction is 1.5; it must be above 0 and at most 1");
        assertThatThrownBy(() -> new MemoryPlanner(0.9, 0, 2048, 256)).hasMessage("block_size is 0; it must be >= 1");
        assertThatThrownBy(() -> plan("llama-2-7b", "a100", 3, 1)).hasMessageContaining("tensor_parallel is 3");
    }

    @ParameterizedTest(name = "{0} TP {1} PP {2} on {3} GiB, {4} tokens, block {5}: {6} blocks")
    @CsvSource({
        "llama-2-7b,  1, 1, 80, 4096, 16, 7424",
        "llama-2-70b, 2, 1, 80, 4096, 16, 3328",
        "llama-2-70b, 2, 2, 80, 4096, 16, 32768",
        "llama-3-8b,  1, 1, 80, 4096, 16, 30208",
        "llama-3-8b,  2, 2, 80, 4096, 16, 140800",
        "qwen2-7b,    1, 1, 24, 4096, 16, 11008",
        "llama-2-7b,  1, 1, 80, 2048, 16, 7552",
        "llama-2-7b,  1, 1, 80, 2048, 1, 120832"
    })
    void countsBlocksAsVidurDoesInItsRuns(
            String model, int tensor, int pipeline, double gib, int maxTokens, int blockTokens, long blocks) {
        assertThat(VidurMemory.blocks(model(model), new Parallelism(tensor, pipeline), gib, maxTokens, blockTokens))
                .isEqualTo(blocks);
    }

    private static MemoryPlan plan(String model, String hardware, int tensor, int pipeline) {
        return MemoryPlanner.DEFAULT.plan(
                model(model), HardwareCatalogue.resolve(hardware), new Parallelism(tensor, pipeline));
    }

    private static ModelSpec model(String name) {
        return ModelCatalogue.resolve(name, Path.of("."));
    }
}
