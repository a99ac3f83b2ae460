package dev.sangam.core.calibration;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;

/**
 * A batch-time model that learns from the steps of a live engine how the machine runs now: every prediction is multiplied by
 * the ratio of measured to predicted time that recent steps had, one ratio for batches of decodes alone and one for batches
 * with prefills.
 *
 * <p>The ratio is an exponentially weighted mean of logarithms, in which a step counts for at most a factor of
 * {@value #LARGEST_SURPRISE} more or less than expected, so that single stalls move it little, while a machine that has
 * become slower for good is followed within some tens of steps. The first steps count more (the n-th has the weight 1/n),
 * up to the weight of {@value #WEIGHT}. The ratio stays between 1/{@value #BOUND} and {@value #BOUND}. Deterministic, O(1);
 * owned by one thread.
 */
public final class CorrectedTimes implements BatchTimeModel {
    /** Weight of a step in the long run: half of the ratio is of the latest 34 steps. */
    static final double WEIGHT = 0.02;
    /** A step that took longer than expected by more than this factor counts as if by this. */
    static final double LARGEST_SURPRISE = 1.5;
    /** Largest ratio. */
    static final double BOUND = 8;

    private final BatchTimeModel model;
    private final Ratio decodesAlone = new Ratio();
    private final Ratio withPrefills = new Ratio();

    /** Corrects a model, which is taken to be right at first. */
    public CorrectedTimes(BatchTimeModel model) {
        this.model = model;
    }

    @Override
    public double stageNanos(BatchShape shape, boolean lastStage) {
        return model.stageNanos(shape, lastStage) * ratio(shape).value();
    }

    /** Takes note of how long a batch took, nanoseconds. A batch that the model gives no time is passed over. */
    public void observe(BatchShape shape, long stepNanos) {
        double predicted = model.stageNanos(shape, true);
        if (predicted > 0 && stepNanos > 0) {
            ratio(shape).add(Math.log(stepNanos / predicted));
        }
    }

    /** Measured over predicted time of recent batches of decodes alone. */
    public double decodesAlone() {
        return decodesAlone.value();
    }

    /** Measured over predicted time of recent batches with prefills. */
    public double withPrefills() {
        return withPrefills.value();
    }

    private Ratio ratio(BatchShape shape) {
        return shape.prefills() == 0 ? decodesAlone : withPrefills;
    }

    private static final class Ratio {
        private static final double STEEPEST = Math.log(LARGEST_SURPRISE);
        private static final double FARTHEST = Math.log(BOUND);

        private double logarithm;
        private long steps;

        void add(double observed) {
            steps++;
            double surprise = Math.clamp(observed - logarithm, -STEEPEST, STEEPEST);
            double weight = Math.max(WEIGHT, 1.0 / steps);
            logarithm = Math.clamp(logarithm + weight * surprise, -FARTHEST, FARTHEST);
        }

        double value() {
            return Math.exp(logarithm);
        }
    }
}
