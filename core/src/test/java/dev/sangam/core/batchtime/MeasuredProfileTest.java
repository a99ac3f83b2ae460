package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.sangam.core.batchtime.MeasuredProfile.Operators;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredProfileTest {
    private static final Operators OPERATORS = new Operators(
            CostCurve.line(100, 1),
            CostCurve.line(3, 0),
            CostCurve.line(2, 0),
            CostCurve.line(7, 0),
            CostCurve.line(1000, 10));

    @Test
    void addsLayersAndWhatRunsOnce() {
        BatchShape shape = new BatchShape();
        shape.addDecode(101);
        shape.addDecode(101);
        // attention of 2 decodes of history 100 is 1 + 2 * 100 / 100 = 3
        assertThat(profile(SkewTable.NONE, CudaGraphs.NONE, 1).nanos(shape, 1))
                .isEqualTo(1000.0 * (10 * (102 + 3) + 3 + 2 + 1020));
    }

    @Test
    void padsMatrixProductsButNotAttentionOrLogits() {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < 5; i++) {
            shape.addDecode(101);
        }
        assertThat(profile(SkewTable.NONE, CudaGraphs.of(4, 8), 1).nanos(shape, 1))
                .isEqualTo(1000.0 * (10 * (108 + 6) + 3 + 2 + 1050));
    }

    @Test
    void capturesTheSizesThatVllmCaptures() {
        CudaGraphs graphs = CudaGraphs.vllm(256, 2048);
        assertThat(List.of(1, 2, 3, 5, 9, 33, 249, 257, 511, 512, 513).stream().map(graphs::padded))
                .containsExactly(1, 2, 4, 8, 16, 40, 256, 272, 512, 512, 513);
        assertThat(CudaGraphs.vllm(16, 2048).padded(33)).isEqualTo(33);
    }

    @Test
    void costsNothingWithoutTokens() {
        assertThat(profile(SkewTable.NONE, CudaGraphs.NONE, 1).nanos(new BatchShape(), 1))
                .isZero();
    }

    @Test
    void countsSeveralChunksByThePairsOfTokensTheyAttendTo() {
        BatchShape two = new BatchShape();
        two.addPrefill(300, 100);
        two.addPrefill(100, 100);
        BatchShape one = new BatchShape();
        one.addPrefill(150, 200);
        MeasuredProfile profile = profile(SkewTable.NONE, CudaGraphs.NONE, 1);
        assertThat(profile.attentionMicros(two)).isEqualTo(profile.attentionMicros(one));
    }

    @Test
    void goesTheGivenShareOfTheWayFromMeanToLongest() {
        SkewTable skew = SkewTable.of(List.of(new SkewTable.Bucket(0, 4, 0.5, 1024, 0, 0.25)), 0.1);
        BatchShape shape = new BatchShape();
        shape.addDecode(101);
        shape.addDecode(301);
        MeasuredProfile profile = profile(skew, CudaGraphs.NONE, 1);
        // 2 decodes: 1 + 2 * 200 / 100 = 5 at the mean, 7 at the longest
        assertThat(profile.attentionMicros(shape)).isEqualTo(5.5);
        shape.addDecode(301);
        assertThat(profile.attentionMicros(shape))
                .as("skew rate above the bucket: pooled")
                .isCloseTo(8.2, offset(1e-9));
        BatchShape equal = new BatchShape();
        equal.addDecode(301);
        equal.addDecode(301);
        assertThat(profile.attentionMicros(equal)).isEqualTo(7);
    }

    @Test
    void sharesLayersBetweenStagesSoThatTheyAddUp() {
        BatchShape shape = new BatchShape();
        shape.addDecode(101);
        double whole = profile(SkewTable.NONE, CudaGraphs.NONE, 1).nanos(shape, 1);
        MeasuredProfile staged = profile(SkewTable.NONE, CudaGraphs.NONE, 3);
        assertThat(staged.nanos(shape, 3)).isCloseTo(whole + 2 * 7_000, offset(1e-3));
        assertThat(staged.stageNanos(shape, true)).isEqualTo(1000.0 * (3 * (101 + 2) + 2 + 1010));
        assertThatThrownBy(() -> profile(SkewTable.NONE, CudaGraphs.NONE, 11)).hasMessageContaining("must be >= 1");
    }

    private static MeasuredProfile profile(SkewTable skew, CudaGraphs graphs, int stages) {
        return new MeasuredProfile(OPERATORS, attention(), skew, graphs, 10, stages);
    }

    /** 1 + pairs of tokens / 1000 + decodes * history / 100, linear in each axis but for the chunk's square. */
    private static AttentionGrid attention() {
        AttentionGrid.Builder grid = AttentionGrid.builder();
        for (int chunk : new int[] {0, 100, 200}) {
            for (int history : new int[] {0, 500}) {
                for (int decodes : new int[] {0, 1, 8}) {
                    for (int decodeHistory : new int[] {0, 500}) {
                        boolean decodesAlone = chunk == 0 && (history > 0 || decodes == 0);
                        if (!decodesAlone && (decodes > 0 || decodeHistory == 0)) {
                            double pairs = chunk * (history + 0.5 * chunk);
                            grid.add(
                                    chunk,
                                    history,
                                    decodes,
                                    decodeHistory,
                                    1 + pairs / 1000 + decodes * decodeHistory / 100.0);
                        }
                    }
                }
            }
        }
        return grid.build();
    }
}
