package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.batchtime.BatchShape;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static BatchShape batch(int prompt, int decodes) {
        BatchShape shape = new BatchShape();
        if (prompt > 0) {
            shape.addPrefill(0, prompt);
        }
        for (int i = 0; i < decodes; i++) {
            shape.addDecode(1);
        }
        return shape;
    }

    @Test
    void isWhatWasPredictedBeforeAnythingHasRun() {
        assertThat(new Pace(7).nanosPerToken()).isEqualTo(7);
        assertThat(new Pace(7).stepNanos()).isZero();
    }

    @Test
    void isTheTimeOfFullBatchesPerPromptToken() {
        Pace pace = new Pace(7);
        for (int i = 0; i < 500; i++) {
            pace.observe(batch(100, 3), true, 2000);
        }
        assertThat(pace.nanosPerToken()).isCloseTo(20, within(0.01));
    }

    @Test
    void batchesThatHadNothingMoreToComputeSayNothing() {
        Pace pace = new Pace(7);
        pace.observe(batch(1, 3), false, 1_000_000);
        pace.observe(batch(0, 3), true, 1_000_000);
        assertThat(pace.nanosPerToken()).isEqualTo(7);
    }

    @Test
    void streamsGoForwardByTheTimeOfBatchesWithDecodes() {
        Pace pace = new Pace(7);
        pace.observe(batch(0, 3), false, 500);
        assertThat(pace.stepNanos()).as("at once").isEqualTo(500);
        pace.observe(batch(50, 0), true, 90_000);
        assertThat(pace.stepNanos()).isEqualTo(500);
        for (int i = 0; i < 500; i++) {
            pace.observe(batch(10, 3), true, 700);
        }
        assertThat(pace.stepNanos()).isCloseTo(700, within(0.1));
    }
}
