package dev.sangam.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/** A line through samples by least squares. */
final class Trend {
    private final List<double[]> samples = new ArrayList<>();

    void add(double hours, double value) {
        samples.add(new double[] {hours, value});
    }

    /** Slope per hour and its standard error, over the later two thirds: what a server warms up with is no leak. */
    double[] slope() {
        List<double[]> late = samples.subList(samples.size() / 3, samples.size());
        double n = late.size();
        double meanX = late.stream().mapToDouble(s -> s[0]).sum() / n;
        double meanY = late.stream().mapToDouble(s -> s[1]).sum() / n;
        double xx =
                late.stream().mapToDouble(s -> (s[0] - meanX) * (s[0] - meanX)).sum();
        double xy =
                late.stream().mapToDouble(s -> (s[0] - meanX) * (s[1] - meanY)).sum();
        double slope = xy / xx;
        double residual = late.stream()
                .mapToDouble(s -> s[1] - meanY - slope * (s[0] - meanX))
                .map(r -> r * r)
                .sum();
        return new double[] {slope, Math.sqrt(residual / (n - 2) / xx)};
    }

    double first() {
        return samples.getFirst()[1];
    }

    double last() {
        return samples.getLast()[1];
    }
}
