package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StepTimesTest {
    private static final BatchTimeModel MODEL = (shape, last) -> 1e6 + 1e4 * shape.tokens();

    private static BatchShape batch(RandomGenerator random) {
        BatchShape shape = new BatchShape();
        shape.addPrefill(0, random.nextInt(1, 500));
        return shape;
    }

    @Test
    void aPerfectModelNeedsNoMargin() {
        Seeds.each(10, getClass(), random -> {
            StepTimes times = new StepTimes(MODEL, 1, new Margin.Learned(0.95));
            for (int i = 0; i < 1000; i++) {
                BatchShape shape = batch(random);
                times.observe(shape, (long) MODEL.nanos(shape, 1));
                assertThat(times.margin()).isEqualTo(1);
            }
        });
    }

    @Test
    void theLearnedMarginCoversItsShareOfTheStepsThatFollow() {
        for (double quantile : new double[] {0.5, 0.8, 0.95}) {
            Seeds.each(10, getClass(), random -> {
                double factor = random.nextDouble(0.3, 3);
                StepTimes times = new StepTimes(MODEL, 1, new Margin.Learned(quantile));
                int covered = 0;
                for (int i = 0; i < 6000; i++) {
                    BatchShape shape = batch(random);
                    double noise = Math.exp(0.2 * random.nextGaussian());
                    long nanos = (long) (factor * noise * MODEL.nanos(shape, 1));
                    covered += i >= 1000 && nanos <= times.nanos(shape) ? 1 : 0;
                    times.observe(shape, nanos);
                }
                assertThat(covered / 5000.0).isBetween(quantile - 0.05, Math.max(quantile, 0.5) + 0.1);
            });
        }
    }

    @Test
    void aFixedFactorIsNotLearned() {
        StepTimes times = new StepTimes(MODEL, 1, new Margin.Fixed(1.2));
        BatchShape shape = new BatchShape();
        shape.addDecode(7);
        assertThat(times.nanos(shape)).isEqualTo(1.2 * MODEL.nanos(shape, 1));
        for (int i = 0; i < 500; i++) {
            times.observe(shape, (long) MODEL.nanos(shape, 1));
        }
        assertThat(times.margin()).isEqualTo(1.2);
    }

    @Test
    void severalStagesAreTakenAsTheModelSaysSinceTheirStepsOverlap() {
        StepTimes times = new StepTimes(MODEL, 3, new Margin.Learned(0.95));
        BatchShape shape = new BatchShape();
        shape.addDecode(7);
        for (int i = 0; i < 500; i++) {
            times.observe(shape, 1);
        }
        assertThat(times.nanos(shape)).isEqualTo(3 * MODEL.nanos(shape, 1));
    }

    @Test
    void aModelThatGivesNoTimeSpoilsNothing() {
        StepTimes times = new StepTimes((shape, last) -> 0, 1, new Margin.Learned(0.95));
        for (int i = 0; i < 500; i++) {
            times.observe(new BatchShape(), 5);
        }
        assertThat(times.margin()).isEqualTo(1);
    }
}
