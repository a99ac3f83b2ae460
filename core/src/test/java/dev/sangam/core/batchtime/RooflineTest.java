package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.model.AttentionKernels;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.model.Specs;
import org.junit.jupiter.api.Test;

class RooflineTest {
    private final Roofline one = new Roofline(Specs.LLAMA_3_8B, Specs.A100, Parallelism.NONE);

    @Test
    void aSingleDecodeTakesTheTimeOfReadingTheWeights() {
        double weightsMillis = 1e3 * 2 * 7.5e9 / (2.039e12 * 0.8);
        assertThat(millis(one, decodes(1, 100))).isBetween(weightsMillis, weightsMillis * 1.4);
    }

    @Test
    void aLargePrefillTakesTheTimeOfItsArithmetic() {
        double computeMillis = 1e3 * 2 * 7.0e9 * 4096 / (312e12 * 0.75);
        assertThat(millis(one, prefill(0, 4096))).isBetween(computeMillis, computeMillis * 1.4);
    }

    @Test
    void neverGetsFasterWhenABatchGrows() {
        double before = 0;
        for (int tokens = 1; tokens <= 5000; tokens++) {
            double now = one.stageNanos(prefill(1000, tokens), true);
            assertThat(now).as("%d tokens", tokens).isGreaterThanOrEqualTo(before);
            before = now;
        }
        for (int n = 1; n < 256; n++) {
            assertThat(one.stageNanos(decodes(n + 1, 500), true)).isGreaterThan(one.stageNanos(decodes(n, 500), true));
        }
    }

    @Test
    void takesLongerOverALongerContext() {
        assertThat(one.stageNanos(prefill(8000, 512), true)).isGreaterThan(one.stageNanos(prefill(0, 512), true));
        assertThat(one.stageNanos(decodes(32, 8000), true)).isGreaterThan(one.stageNanos(decodes(32, 80), true));
    }

    @Test
    void chargesDecodesMoreBesidePrefillsWhenTheKernelIsFused() {
        var fused = new Roofline(Specs.LLAMA_3_8B, Specs.A100.with(AttentionKernels.FUSED), Parallelism.NONE);
        var packed = new Roofline(Specs.LLAMA_3_8B, Specs.A100.with(AttentionKernels.PACKED), Parallelism.NONE);
        BatchShape mixed = decodes(64, 2000);
        mixed.addPrefill(0, 512);
        assertThat(fused.stageNanos(mixed, true)).isGreaterThan(packed.stageNanos(mixed, true));
        assertThat(packed.stageNanos(mixed, true)).isGreaterThan(one.stageNanos(mixed, true));
        assertThat(fused.stageNanos(decodes(64, 2000), true)).isEqualTo(one.stageNanos(decodes(64, 2000), true));
    }

    @Test
    void gainsFromTensorParallelismButLessThanTheNumberOfGpus() {
        var four = new Roofline(Specs.LLAMA_3_8B, Specs.A100, new Parallelism(4, 1));
        double gain = millis(one, prefill(0, 4096)) / millis(four, prefill(0, 4096));
        assertThat(gain).isBetween(2.0, 3.9);
    }

    @Test
    void splitsLayersOverStagesAndKeepsTheHeadOnTheLast() {
        var two = new Roofline(Specs.LLAMA_3_8B, Specs.A100, new Parallelism(1, 2));
        BatchShape shape = prefill(0, 1024);
        double sum = (two.stageNanos(shape, false) + two.stageNanos(shape, true)) / 1e6;
        assertThat(sum).isBetween(millis(one, shape), millis(one, shape) * 1.05);
        assertThat(two.nanos(shape, 2)).isEqualTo(two.stageNanos(shape, false) + two.stageNanos(shape, true));
    }

    @Test
    void sendsLargeBatchesToTheNextStageInTimeThatGrows() {
        var two = new Roofline(Specs.LLAMA_3_8B, Specs.A100, new Parallelism(1, 2));
        BatchShape huge = prefill(0, 600_000);
        assertThat(two.stageNanos(huge, false) - two.stageNanos(huge, true))
                .as("hidden states less LM head and sampler of one sequence")
                .isPositive();
    }

    @Test
    void readsOnlyTheExpertsThatABatchTouches() {
        var mixtral = new Roofline(Specs.MIXTRAL.with(Dtype.INT4, Dtype.BF16), Specs.A100, Parallelism.NONE);
        assertThat(millis(mixtral, decodes(64, 100))).isBetween(2.5 * millis(mixtral, decodes(1, 100)), 100.0);
    }

    @Test
    void halvesTheTimeOfDecodesWithEightBitWeights() {
        var eight = new Roofline(Specs.LLAMA_3_8B.with(Dtype.FP8, Dtype.FP8), Specs.A100, Parallelism.NONE);
        assertThat(millis(one, decodes(8, 100)) / millis(eight, decodes(8, 100)))
                .isBetween(1.4, 2.0);
    }

    @Test
    void takesNoTimeForAnEmptyBatchAndRefusesAnImpossibleSplit() {
        assertThat(one.stageNanos(new BatchShape(), true)).isZero();
        assertThatThrownBy(() -> new Roofline(Specs.LLAMA_3_8B, Specs.A100, new Parallelism(5, 1)))
                .hasMessageContaining("tensor_parallel is 5");
    }

    private static double millis(Roofline roofline, BatchShape shape) {
        return roofline.nanos(shape, 1) / 1e6;
    }

    private static BatchShape prefill(int context, int chunk) {
        BatchShape shape = new BatchShape();
        shape.addPrefill(context, chunk);
        return shape;
    }

    private static BatchShape decodes(int count, int context) {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < count; i++) {
            shape.addDecode(context);
        }
        return shape;
    }
}
