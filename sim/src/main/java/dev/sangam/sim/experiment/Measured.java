package dev.sangam.sim.experiment;

import dev.sangam.core.metric.StudentT;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A figure of ours over all seeds.
 *
 * @param figure what it is
 * @param values one per seed: requests per second of a goodput, else a share between 0 and 1
 * @param paper the same figure of the paper, where it has one
 */
public record Measured(Figure figure, List<Double> values, OptionalDouble paper) {
    /** Stands for a group where the figure is a rate. */
    public static final String GOODPUT = "goodput";

    public Measured {
        values = List.copyOf(values);
    }

    /**
     * What is measured.
     *
     * @param rate requests per second, in a sweep
     * @param group of the requests, or {@link #GOODPUT}
     */
    public record Figure(String variant, String workload, OptionalDouble rate, Rule rule, String group) {}

    /** Mean over the seeds. */
    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Half of the width of the mean's 95 % confidence interval; NaN for a single seed. */
    public double halfWidth() {
        return StudentT.halfWidth(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
