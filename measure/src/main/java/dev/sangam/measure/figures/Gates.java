package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Metric.Kind;
import dev.sangam.core.metric.Stat;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.Figures;
import java.util.List;
import java.util.Locale;

/**
 * What a run must keep to pass, for scripts.
 *
 * @param gates one per goal, in their order
 * @param validity of the run; one that is invalid passes nothing
 */
public record Gates(List<Gate> gates, Validity validity) {
    /** Exit status of a run that passed. */
    public static final int PASSED = 0;

    /** Exit status of a run that did not pass, or was invalid. */
    public static final int FAILED = 1;

    public Gates {
        gates = List.copyOf(gates);
    }

    /**
     * A goal and what came of it.
     *
     * @param value of the figure: seconds, a share, or one per second; NaN when unknown, infinite when too many requests failed
     * @param met whether it meets the goal
     * @param text a sentence with the value
     */
    public record Gate(Goal goal, double value, boolean met, String text) {}

    /**
     * Holds a run to goals.
     *
     * @throws IllegalArgumentException when a goal names a class that the run has not, or a metric that is not measured
     */
    public static Gates of(RunSummary run, List<Goal> goals) {
        return new Gates(goals.stream().map(goal -> gate(run, goal)).toList(), run.validity());
    }

    /** Whether every goal was met by a valid run. */
    public boolean passed() {
        return validity.valid() && gates.stream().allMatch(Gate::met);
    }

    /** The exit status. */
    public int exitStatus() {
        return passed() ? PASSED : FAILED;
    }

    private static Gate gate(RunSummary run, Goal goal) {
        ScopeFigures scope = goal.qosClass().map(run::ofClass).orElse(run.all());
        double value = scope.figure(goal.goal());
        boolean met = goal.goal().met(value);
        return new Gate(goal, value, met, text(scope, goal, value));
    }

    private static String text(ScopeFigures scope, Goal goal, double value) {
        Metric metric = goal.goal().metric();
        if (metric.kind() == Kind.SHARE || metric.kind() == Kind.RATE) {
            return metric.id() + " is " + shown(metric, value) + " over "
                    + Figures.count(scope.counts().requests()) + " requests";
        }
        String figure = goal.goal().figure().name().toLowerCase(Locale.ROOT);
        Stat stat = scope.stat(metric);
        int failed = scope.counts().failed();
        return metric.id() + " " + figure + " is " + shown(metric, value) + " over " + Figures.count(stat.count())
                + " values"
                + (failed > 0 ? "; " + Figures.count(failed) + " failed requests count as never answered" : "")
                + (figure.equals("p99") && stat.count() < 100 ? "; fewer than 100 make it the largest" : "");
    }

    private static String shown(Metric metric, double value) {
        if (Double.isNaN(value)) {
            return "unknown";
        }
        if (Double.isInfinite(value)) {
            return "without end, as too many requests failed";
        }
        return switch (metric.kind()) {
            case TIMES -> Figures.seconds(value);
            case SHARES, SHARE -> Figures.share(value);
            case RATE, OTHER -> Figures.of(value, metric.unit());
        };
    }
}
