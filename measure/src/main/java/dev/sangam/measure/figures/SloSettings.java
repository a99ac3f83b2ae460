package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Metric.Kind;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.deployment.Goal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What requests are promised, where it is not what their classes say.
 *
 * <p>A goal is read twice: its figure is asked of the whole run, and its limit of each request. So {@code chat: ttft p99 <
 * 2s} also makes 2 s the TTFT that every request of the class must keep to attain its SLO, whatever the class said before. TTFT and TBT
 * limits together are the deadlines of the fluidity-index.
 *
 * @param slos what classes promise, by name, in place of what the record says
 * @param everyClass what classes promise that {@code slos} does not name; empty for what the record says
 * @param goals bounds on figures of the run, and on each request
 * @param prefill the deadline of the first token by the length of the prompt, in place of the TTFT of interactive classes
 */
public record SloSettings(
        Map<String, Slo> slos, Optional<Slo> everyClass, List<Goal> goals, Optional<FittedPrefill> prefill) {
    /** As the run was asked for. */
    public static final SloSettings AS_RECORDED = of(List.of());

    public SloSettings {
        slos = Map.copyOf(slos);
        goals = List.copyOf(goals);
        goals.forEach(goal -> Goals.requireMeasured(goal.goal().metric()));
    }

    /**
     * A prefill deadline that grows with the prompt.
     *
     * @param profile fitted to isolated requests
     * @param slackNanos allowed for scheduling, on top
     */
    public record FittedPrefill(PrefillProfile profile, long slackNanos) {
        public FittedPrefill {
            if (slackNanos < 0) {
                throw new IllegalArgumentException("the scheduling slack is " + slackNanos + " ns; it must be >= 0");
            }
        }

        /** The first token's deadline after a prompt was to be sent, nanoseconds. */
        public long nanos(int promptTokens) {
            return Math.max(1, profile.nanos(promptTokens) + slackNanos);
        }
    }

    /** What the record says, and goals. */
    public static SloSettings of(List<Goal> goals) {
        return new SloSettings(Map.of(), Optional.empty(), goals, Optional.empty());
    }

    /** The same with a prefill deadline fitted to a profile. */
    public SloSettings withPrefill(FittedPrefill fitted) {
        return new SloSettings(slos, everyClass, goals, Optional.of(fitted));
    }

    /** What a request of a label with a prompt of so many tokens is promised. */
    public Slo slo(Label label, int promptTokens) {
        return promise(label).slo(promptTokens);
    }

    /** What each request of a label is promised. */
    Promise promise(Label label) {
        String name = label.qos().name();
        Slo own = slos.getOrDefault(name, everyClass.orElse(label.qos().slo()));
        List<MetricGoal> limits = goals.stream()
                .filter(goal -> goal.qosClass().map(name::equals).orElse(true))
                .map(Goal::goal)
                .filter(goal ->
                        goal.metric().kind() == Kind.TIMES || goal.metric().kind() == Kind.SHARES)
                .toList();
        Slo slo = slo(own, limits);
        return new Promise(
                slo, prefill, limits.stream().filter(limit -> !says(slo, limit)).toList());
    }

    private static Slo slo(Slo own, List<MetricGoal> limits) {
        OptionalLong ttft = tightest(Metric.TTFT, limits);
        OptionalLong tbt = tightest(Metric.TBT, limits);
        if (ttft.isPresent() && tbt.isPresent()) {
            return new Slo.Interactive(ttft.getAsLong(), tbt.getAsLong());
        }
        OptionalLong ttlt = tightest(Metric.TTLT, limits);
        return switch (own) {
            case Slo.Interactive(long first, long gap) -> new Slo.Interactive(ttft.orElse(first), tbt.orElse(gap));
            case Slo.NonInteractive(long last) -> new Slo.NonInteractive(ttlt.orElse(last));
            case Slo.BestEffort() -> ttlt.isPresent() ? new Slo.NonInteractive(ttlt.getAsLong()) : own;
        };
    }

    /** Whether attaining the SLO already includes the limit. */
    private static boolean says(Slo slo, MetricGoal limit) {
        boolean upper = limit.relation().upper();
        return switch (slo) {
            case Slo.Interactive i -> upper && (limit.metric() == Metric.TTFT || limit.metric() == Metric.TBT);
            case Slo.NonInteractive n -> upper && limit.metric() == Metric.TTLT;
            case Slo.BestEffort b -> false;
        };
    }

    private static OptionalLong tightest(Metric metric, List<MetricGoal> limits) {
        return limits.stream()
                .filter(goal -> goal.metric() == metric && goal.relation().upper())
                .mapToLong(goal -> Math.max(1, Math.round(goal.limit() * 1e9)))
                .min();
    }
}
