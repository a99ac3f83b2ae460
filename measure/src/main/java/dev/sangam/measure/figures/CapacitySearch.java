package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.files.output.Figures;
import dev.sangam.measure.figures.Gates.Gate;
import dev.sangam.measure.figures.Validity.Finding;
import dev.sangam.measure.figures.Validity.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Searches for {@link Metric#CAPACITY}: doubles or halves the rate until it is bracketed, then bisects its logarithm. It takes for
 * granted that what a rate overloads, every higher rate does. The best rate is tried a second time before it is believed.
 */
public final class CapacitySearch {
    /** Published runs stop at 2.5 % (Metron, section 5). */
    public static final double TOLERANCE = 0.025;

    private final Probe probe;
    private final Plan plan;
    private final List<Step> steps = new ArrayList<>();

    private CapacitySearch(Probe probe, Plan plan) {
        this.probe = probe;
        this.plan = plan;
    }

    /** Puts a rate to the test. */
    @FunctionalInterface
    public interface Probe {
        /**
         * Loads the endpoint.
         *
         * @param requestsPerSecond to send
         * @param number of the probe, from 0, for a seed of its own
         */
        Verdict at(double requestsPerSecond, int number);
    }

    /** Whether an endpoint keeps up. */
    public enum Answer {
        SUSTAINED,
        OVERLOADED,
        /** The load generator could not tell. */
        UNDECIDED
    }

    /**
     * What a probe found.
     *
     * @param reason a phrase with figures
     */
    public record Verdict(Answer answer, String reason) {}

    /**
     * Where to search.
     *
     * @param start rate of the first probe, requests per second
     * @param lowest below which the search gives up
     * @param highest above which it does
     * @param tolerance share by which the lowest rate that overloads may be above the capacity
     * @param probes at most so many
     */
    public record Plan(double start, double lowest, double highest, double tolerance, int probes) {
        public Plan {
            if (!(lowest > 0 && lowest <= start && start <= highest && highest < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the rates are " + lowest + " <= " + start + " <= " + highest + "; they must rise, and be > 0");
            }
            if (!(tolerance > 0 && tolerance < 1) || probes < 1) {
                throw new IllegalArgumentException("the tolerance is " + tolerance + ", the number of probes " + probes
                        + "; they must be between 0 and 1, and >= 1");
            }
        }
    }

    /** A probe that was made. */
    public record Step(double requestsPerSecond, Verdict verdict) {}

    /** Why a search ended. */
    public enum End {
        /** The capacity is known to the tolerance, and was confirmed. */
        FOUND,
        /** Even the highest rate is sustained. */
        ABOVE_HIGHEST,
        /** Even the lowest rate overloads. */
        BELOW_LOWEST,
        /** The load generator was the bottleneck; the capacity is at least what is said. */
        GENERATOR,
        /** The probes were used up. */
        OUT_OF_PROBES
    }

    /**
     * What a search found.
     *
     * @param capacity highest rate that was sustained and not refuted since, requests per second; 0 for none
     * @param overloaded lowest rate that overloads; infinite for none
     */
    public record Result(End end, double capacity, double overloaded, List<Step> steps) {
        public Result {
            steps = List.copyOf(steps);
        }
    }

    /** Searches. */
    public static Result search(Probe probe, Plan plan) {
        return new CapacitySearch(probe, plan).run();
    }

    private Result run() {
        double rate = plan.start;
        while (steps.size() < plan.probes) {
            Verdict verdict = probe.at(rate, steps.size());
            steps.add(new Step(rate, verdict));
            if (verdict.answer == Answer.UNDECIDED) {
                return result(End.GENERATOR);
            }
            double sustained = sustained();
            double overloaded = overloaded();
            if (sustained == plan.highest && confirmed(sustained)) {
                return result(End.ABOVE_HIGHEST);
            }
            if (overloaded == plan.lowest) {
                return result(End.BELOW_LOWEST);
            }
            if (overloaded <= sustained * (1 + plan.tolerance) && confirmed(sustained)) {
                return result(End.FOUND);
            }
            rate = next(sustained, overloaded);
        }
        return result(End.OUT_OF_PROBES);
    }

    private double next(double sustained, double overloaded) {
        if (overloaded == Double.POSITIVE_INFINITY) {
            return Math.min(plan.highest, 2 * sustained);
        }
        if (sustained == 0) {
            return Math.max(plan.lowest, overloaded / 2);
        }
        return overloaded <= sustained * (1 + plan.tolerance) ? sustained : Math.sqrt(sustained * overloaded);
    }

    private boolean confirmed(double rate) {
        return steps.stream().filter(step -> step.requestsPerSecond == rate).count() > 1;
    }

    /** Highest rate below all that overloaded; one that did so even once is among these. */
    private double sustained() {
        double overloaded = overloaded();
        return steps.stream()
                .filter(step -> step.verdict.answer == Answer.SUSTAINED && step.requestsPerSecond < overloaded)
                .mapToDouble(Step::requestsPerSecond)
                .max()
                .orElse(0);
    }

    private double overloaded() {
        return steps.stream()
                .filter(step -> step.verdict.answer == Answer.OVERLOADED)
                .mapToDouble(Step::requestsPerSecond)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private Result result(End end) {
        return new Result(end, sustained(), overloaded(), steps);
    }

    /**
     * What a whole run says about its rate: it must be valid, meet its goals, and not leave a backlog behind that grows.
     *
     * @param run summarised under the settings whose goals are asked for
     */
    public static Verdict judge(RunSummary run) {
        Validity validity = run.validity();
        if (validity.has(Kind.SENT_LATE) || validity.has(Kind.GENERATOR_BUSY)) {
            return new Verdict(
                    Answer.UNDECIDED,
                    validity.findings().stream()
                            .filter(f -> f.kind().invalidates())
                            .map(Finding::text)
                            .collect(Collectors.joining("; ")));
        }
        List<Gate> gates = Gates.of(run, run.slos().goals()).gates();
        List<Gate> broken = gates.stream().filter(gate -> !gate.met()).toList();
        if (!broken.isEmpty()) {
            return new Verdict(Answer.OVERLOADED, reasons(broken));
        }
        return validity.findings().stream()
                .filter(f -> f.kind() == Kind.OVER_SATURATED)
                .findFirst()
                .map(f -> new Verdict(Answer.OVERLOADED, f.text()))
                .orElseGet(() -> new Verdict(
                        Answer.SUSTAINED,
                        gates.isEmpty()
                                ? Figures.count(run.all().counts().completed()) + " requests completed"
                                : reasons(gates)));
    }

    private static String reasons(List<Gate> gates) {
        return gates.stream().map(Gate::text).collect(Collectors.joining("; "));
    }
}
