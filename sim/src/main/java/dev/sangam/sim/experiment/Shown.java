package dev.sangam.sim.experiment;

import dev.sangam.files.output.Figures;

/** Figures as people read them: requests per second, or per cent without the sign. */
final class Shown {
    private static final double PERCENT = 100;

    private Shown() {}

    /** Mean over the seeds. */
    static String mean(Measured measured) {
        return Figures.number(scaled(measured, measured.mean()));
    }

    /** Half of the width of the confidence interval, or nothing for a single seed. */
    static String confidence(Measured measured) {
        double half = measured.halfWidth();
        return Double.isFinite(half) ? Figures.number(scaled(measured, half)) : "";
    }

    /** The paper's figure, or nothing. */
    static String paper(Measured measured) {
        return measured.paper().isPresent()
                ? Figures.number(scaled(measured, measured.paper().getAsDouble()))
                : "";
    }

    private static double scaled(Measured measured, double value) {
        return measured.figure().group().equals(Measured.GOODPUT) ? value : value * PERCENT;
    }

    /** What people should know before they read the figures of a result. */
    static String conditions(ExperimentResult result) {
        int seeds = result.experiment().seeds().size();
        return (result.conditions().quick() ? "QUICK RUN: shorter than the paper's, late failures may not show. " : "")
                + (seeds == 1 ? "One seed, so no confidence intervals." : seeds + " seeds; mean and 95 % confidence.");
    }
}
