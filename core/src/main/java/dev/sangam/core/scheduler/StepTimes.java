package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.calibration.CorrectedTimes;
import java.util.Arrays;

/**
 * Predicts how long a step takes, on the safe side. The model is corrected by the steps that have run ({@link
 * CorrectedTimes}), and raised by a {@link Margin}. With several pipeline stages steps overlap, so that none can be measured
 * by itself: then the model is taken as it is.
 */
final class StepTimes {
    /** Steps whose errors are remembered. */
    private static final int WINDOW = 256;

    /** Steps after which the margin is taken anew. */
    private static final int EVERY = 16;

    private final CorrectedTimes model;
    private final int stages;
    private final Margin rule;
    private final double[] errors = new double[WINDOW];
    private final double[] sorted = new double[WINDOW];
    private long steps;
    private double margin;

    StepTimes(BatchTimeModel model, int stages, Margin rule) {
        this.model = new CorrectedTimes(model);
        this.stages = stages;
        this.rule = rule;
        this.margin = rule instanceof Margin.Fixed(double factor) ? factor : 1;
    }

    /** Nanoseconds that most steps of this shape will not exceed. */
    double nanos(BatchShape shape) {
        return likelyNanos(shape) * margin;
    }

    /** Nanoseconds that a step of this shape is likely to take. */
    double likelyNanos(BatchShape shape) {
        return model.nanos(shape, stages);
    }

    /** Factor on predictions; at least 1. */
    double margin() {
        return margin;
    }

    /** Notes how long a step took, nanoseconds. */
    void observe(BatchShape shape, long stepNanos) {
        double predicted = model.nanos(shape, 1);
        if (stages > 1 || stepNanos <= 0 || !(predicted > 0)) {
            return;
        }
        errors[(int) (steps++ % WINDOW)] = stepNanos / predicted;
        model.observe(shape, stepNanos);
        if (rule instanceof Margin.Learned(double quantile) && steps % EVERY == 0) {
            int known = (int) Math.min(steps, WINDOW);
            System.arraycopy(errors, 0, sorted, 0, known);
            Arrays.sort(sorted, 0, known);
            // A clock of whole nanoseconds makes even a perfect model err in the ninth digit.
            double error = sorted[Math.min(known - 1, (int) (quantile * known))];
            margin = error < 1 + 1e-6 ? 1 : error;
        }
    }
}
