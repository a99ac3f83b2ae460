package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NiyamaRegressionTest {
    private static final NiyamaRegression MODEL = NiyamaRegression.LLAMA_3_8B_A100;

    @Test
    void usesTheSmallBranchUpToItsLimit() {
        BatchShape shape = new BatchShape();
        shape.addPrefill(1000, 500);
        for (int i = 0; i < 12; i++) {
            shape.addDecode(100);
        }
        double seconds = 0.014936
                + 5.882475e-5 * 512
                + 2.247956e-5 * 500
                + 3.634519e-5 * 12
                + 1.111258e-7 * 1200
                + 7.554773e-7 * 1000;
        assertThat(MODEL.stageNanos(shape, true) / 1e9).isCloseTo(seconds, within(1e-9));
    }

    @Test
    void usesTheLargeBranchAboveIt() {
        BatchShape shape = new BatchShape();
        shape.addPrefill(1000, 500);
        for (int i = 0; i < 13; i++) {
            shape.addDecode(100);
        }
        double seconds = 0.005004
                + 2.719050e-5 * 513
                + 6.863043e-5 * 500
                - 4.143993e-5 * 13
                + 1.663409e-7 * 1300
                + 2.727223e-6 * 1000;
        assertThat(MODEL.stageNanos(shape, true) / 1e9).isCloseTo(seconds, within(1e-9));
        assertThat(MODEL.nanos(shape, 1)).isEqualTo(MODEL.stageNanos(shape, true));
    }
}
