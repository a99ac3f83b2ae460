package dev.sangam.measure.fidelity;

import java.util.Arrays;

/** Sorted values, of which percentiles are asked: those between two values are interpolated, as llama.cpp does. */
public final class Distribution {
    private final double[] sorted;

    private Distribution(double[] sorted) {
        this.sorted = sorted;
    }

    /** Of values in any order. */
    public static Distribution of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Distribution(sorted);
    }

    /** How many values. */
    public int count() {
        return sorted.length;
    }

    /**
     * The value below which so great a share of values lies; NaN of no values.
     *
     * @param share 0 for the least, 0.5 for the median, 1 for the greatest
     */
    public double percentile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = Math.clamp(share, 0, 1) * (sorted.length - 1);
        int below = (int) place;
        double part = place - below;
        return part == 0 ? sorted[below] : (1 - part) * sorted[below] + part * sorted[below + 1];
    }

    public double min() {
        return percentile(0);
    }

    public double median() {
        return percentile(0.5);
    }

    public double max() {
        return percentile(1);
    }
}
