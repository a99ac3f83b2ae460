package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.model.Specs;
import org.junit.jupiter.api.Test;

class ModelFlopsTest {
    @Test
    void countsTwoOperationsPerWeightAndTokenAndFourPerPairAndChannel() {
        BatchShape shape = new BatchShape();
        shape.addDecode(1000);
        double weights = Specs.LLAMA_2_7B.parameters() - Specs.LLAMA_2_7B.embeddingParameters();
        double expected = 2 * weights + 4.0 * 32 * 4096 * 1000;
        assertThat(ModelFlops.of(Specs.LLAMA_2_7B, shape)).isCloseTo(expected, within(expected * 1e-3));
    }

    @Test
    void isTheSameForAPromptAtOnceAndInChunksButForTheHead() {
        BatchShape whole = new BatchShape();
        whole.addPrefill(0, 1000);
        BatchShape first = new BatchShape();
        first.addPrefill(0, 300);
        BatchShape second = new BatchShape();
        second.addPrefill(300, 700);
        double head = 2.0 * Specs.LLAMA_2_7B.embeddingParameters();
        double chunks = ModelFlops.of(Specs.LLAMA_2_7B, first) + ModelFlops.of(Specs.LLAMA_2_7B, second);
        assertThat(chunks - head).isCloseTo(ModelFlops.of(Specs.LLAMA_2_7B, whole), within(1.0));
    }

    @Test
    void countsActiveExpertsOnly() {
        BatchShape shape = new BatchShape();
        shape.addPrefill(0, 1);
        assertThat(ModelFlops.of(Specs.MIXTRAL, shape)).isBetween(2 * 12.7e9, 2 * 12.9e9);
    }
}
