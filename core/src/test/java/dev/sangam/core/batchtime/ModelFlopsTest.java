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
        assertThat(new ModelFlops(Specs.LLAMA_2_7B).of(shape)).isCloseTo(expected, within(expected * 1e-3));
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
        double chunks = new ModelFlops(Specs.LLAMA_2_7B).of(first) + new ModelFlops(Specs.LLAMA_2_7B).of(second);
        assertThat(chunks - head).isCloseTo(new ModelFlops(Specs.LLAMA_2_7B).of(whole), within(1.0));
    }

    @Test
    void countsActiveExpertsOnly() {
        BatchShape shape = new BatchShape();
        shape.addPrefill(0, 1);
        assertThat(new ModelFlops(Specs.MIXTRAL).of(shape)).isBetween(2 * 12.7e9, 2 * 12.9e9);
    }
}
