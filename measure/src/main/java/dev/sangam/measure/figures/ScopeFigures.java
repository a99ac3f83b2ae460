package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Metric.Kind;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.Stat;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The figures of all requests, of a class, or of an endpoint. Every one is that of a {@link Metric}; what is not known is
 * NaN, or a {@link Stat} of no values. Percentiles are over completed requests, or over the gaps of these.
 *
 * @param name of the class or endpoint, or {@code all}
 * @param counts of requests and tokens
 * @param makespanSeconds {@link Metric#MAKESPAN}: from the first arrival to the last end
 * @param stats metrics with many values: seconds, or shares
 * @param strict the same where a failed request counts as one whose answer never came; goals bound these
 * @param values metrics that are one number
 */
public record ScopeFigures(
        String name,
        Counts counts,
        double makespanSeconds,
        Map<Metric, Stat> stats,
        Map<Metric, Stat> strict,
        Map<Metric, Double> values) {

    public ScopeFigures {
        stats = copy(stats);
        strict = copy(strict);
        values = copy(values);
    }

    private static <V> Map<Metric, V> copy(Map<Metric, V> map) {
        Map<Metric, V> copy = new EnumMap<>(Metric.class);
        copy.putAll(map);
        return Collections.unmodifiableMap(copy);
    }

    /** Mean and percentiles of a metric; of no values where there are none. */
    public Stat stat(Metric metric) {
        return stats.getOrDefault(metric, Stat.NONE);
    }

    /** A metric that is one number. */
    public double value(Metric metric) {
        return values.getOrDefault(metric, Double.NaN);
    }

    /**
     * What a goal bounds; NaN where there is none. Percentiles of latencies count a failed request as one that took for ever, and
     * its deadlines as missed; the mean is that of completed requests.
     */
    public double figure(MetricGoal goal) {
        Goals.requireMeasured(goal.metric());
        if (goal.metric().kind() == Kind.SHARE || goal.metric().kind() == Kind.RATE) {
            return value(goal.metric());
        }
        Stat stat = goal.figure() == Figure.MEAN ? stat(goal.metric()) : strict.getOrDefault(goal.metric(), Stat.NONE);
        return goal.figure().of(stat);
    }

    /** Completed requests per second of makespan ({@link Metric#THROUGHPUT}). */
    public double requestsPerSecond() {
        return counts.completed() / makespanSeconds;
    }

    /** Output tokens of completed requests per second of makespan ({@link Metric#THROUGHPUT}). */
    public double outputTokensPerSecond() {
        return counts.outputTokens() / makespanSeconds;
    }

    /** Prompt tokens of completed requests per second of makespan ({@link Metric#THROUGHPUT}). */
    public double promptTokensPerSecond() {
        return counts.promptTokens() / makespanSeconds;
    }
}
