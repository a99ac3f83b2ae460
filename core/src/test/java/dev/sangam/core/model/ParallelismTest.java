package dev.sangam.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ParallelismTest {
    @Test
    void refusesATensorParallelismThatDoesNotDivideTheHeads() {
        assertThatThrownBy(() -> new Parallelism(3, 1).check(Specs.LLAMA_3_8B))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor_parallel is 3; it must divide the 32 query heads of llama-3-8b. Maybe 2");
        assertThatThrownBy(() -> new Parallelism(64, 1).check(Specs.LLAMA_3_8B)).hasMessageEndingWith("Maybe 32");
    }

    @Test
    void replicatesKvHeadsWhenThereAreFewerThanGpus() {
        var sixteen = new Parallelism(16, 1);
        assertThatCode(() -> sixteen.check(Specs.LLAMA_3_8B)).doesNotThrowAnyException();
        assertThat(sixteen.kvHeadsPerGpu(Specs.LLAMA_3_8B)).isEqualTo(1);
        assertThat(sixteen.kvBytesPerTokenPerGpu(Specs.LLAMA_3_8B)).isEqualTo(2.0 * 32 * 128 * 2);
    }

    @Test
    void refusesMoreStagesThanLayers() {
        assertThatThrownBy(() -> new Parallelism(1, 33).check(Specs.LLAMA_3_8B))
                .hasMessage("pipeline_parallel is 33; it must be <= the 32 layers of llama-3-8b");
        assertThatThrownBy(() -> new Parallelism(0, 1)).hasMessage("tensor_parallel is 0; it must be >= 1");
    }

    @Test
    void countsTheLayersOfTheFullestStage() {
        assertThat(new Parallelism(1, 3).layersPerStage(Specs.LLAMA_3_8B)).isEqualTo(11);
    }
}
