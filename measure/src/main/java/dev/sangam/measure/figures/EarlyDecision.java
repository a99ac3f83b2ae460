package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Metric.Kind;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.deployment.Goal;
import dev.sangam.measure.figures.Promise.Kept;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells during a run whether it is already certain that its goals will be met, or that they will not: when more requests have broken a
 * limit than may lie beyond the percentile, nothing that is still to come can mend it. Goals on gaps between tokens and on rates are never certain.
 * Any thread may call it.
 */
public final class EarlyDecision {
    private final List<Promise> promises;
    private final List<Count> counts = new ArrayList<>();

    /**
     * Of a run that is about to start.
     *
     * @param labels of its requests
     * @param planned requests after the warm-up, per label
     */
    public EarlyDecision(SloSettings slos, List<Label> labels, int[] planned) {
        if (planned.length != labels.size()) {
            throw new IllegalArgumentException(
                    planned.length + " numbers of requests for " + labels.size() + " labels");
        }
        promises = labels.stream().map(slos::promise).toList();
        for (Goal goal : slos.goals()) {
            Metric metric = goal.goal().metric();
            boolean ofPromises = metric == Metric.ATTAINMENT || metric == Metric.VIOLATIONS;
            Set<Integer> members = new HashSet<>();
            int requests = 0;
            for (int label = 0; label < planned.length; label++) {
                String name = labels.get(label).qos().name();
                boolean concerned = goal.qosClass().map(name::equals).orElse(true);
                if (concerned && !(ofPromises && promises.get(label).nothing())) {
                    members.add(label);
                    requests += planned[label];
                }
            }
            counts.add(new Count(goal.goal(), members, requests));
        }
    }

    /** A request after the warm-up ended. */
    public synchronized void ended(RequestRecord request) {
        for (Count count : counts) {
            if (count.members.contains(request.label()) && !count.condemned.remove(request.id())) {
                count.add(keeps(count.goal, request));
            }
        }
    }

    /** A request after the warm-up has been waiting for its first token since it was to be sent. */
    public synchronized void waiting(int id, int label, long nanos) {
        for (Count count : counts) {
            if (count.members.contains(label)
                    && hopeless(count.goal, promises.get(label), nanos)
                    && count.condemned.add(id)) {
                count.add(Kept.NO);
            }
        }
    }

    private static boolean hopeless(MetricGoal goal, Promise promise, long nanos) {
        Metric metric = goal.metric();
        if (metric == Metric.TTFT || metric == Metric.TTLT) {
            return goal.relation().upper() && !goal.met(nanos / 1e9);
        }
        return (metric == Metric.ATTAINMENT || metric == Metric.VIOLATIONS) && promise.hopeless(nanos);
    }

    /** Whether all goals will be met; empty while that is open. */
    public synchronized Optional<Boolean> certain() {
        boolean all = true;
        for (Count count : counts) {
            Kept kept = count.certain();
            if (kept == Kept.NO) {
                return Optional.of(false);
            }
            all &= kept == Kept.YES;
        }
        return all && !counts.isEmpty() ? Optional.of(true) : Optional.empty();
    }

    /** Whether a request keeps the limit of a goal; unknown where it has no such figure. */
    private Kept keeps(MetricGoal goal, RequestRecord request) {
        if (goal.metric() == Metric.ERROR_RATE) {
            return request.outcome() == Outcome.CANCELLED
                    ? Kept.UNKNOWN
                    : request.outcome().failed() ? Kept.NO : Kept.YES;
        }
        Promise promise = promises.get(request.label());
        if (goal.metric() == Metric.ATTAINMENT || goal.metric() == Metric.VIOLATIONS) {
            return promise.kept(request, request.ended());
        }
        boolean none = goal.metric().kind() == Kind.SHARES && !(promise.slo() instanceof Slo.Interactive);
        if (request.outcome() == Outcome.CANCELLED || none) {
            return Kept.UNKNOWN;
        }
        if (request.outcome().failed()) {
            return Kept.NO;
        }
        double value = RequestTimes.value(
                goal.metric(), request, RequestTimes.tokens(request), promise.slo(request.promptTokens()));
        return Double.isNaN(value) ? Kept.UNKNOWN : goal.met(value) ? Kept.YES : Kept.NO;
    }

    /** How many requests of a goal have kept its limit so far. */
    private static final class Count {
        private final MetricGoal goal;
        private final Set<Integer> members;
        private final Set<Integer> condemned = new HashSet<>();
        private int open;
        private int good;
        private int bad;

        Count(MetricGoal goal, Set<Integer> members, int requests) {
            this.goal = goal;
            this.members = members;
            this.open = requests;
        }

        void add(Kept kept) {
            open--;
            good += kept == Kept.YES ? 1 : 0;
            bad += kept == Kept.NO ? 1 : 0;
        }

        /** Of the requests to come some may have no figure; it is most difficult to be certain when all have. */
        Kept certain() {
            int all = good + bad + Math.max(0, open);
            if (goal.metric().kind() == Kind.SHARE) {
                return share(all);
            }
            double rank = rank(all);
            if (Double.isNaN(rank)) {
                return Kept.UNKNOWN;
            }
            boolean upper = goal.relation().upper();
            double allowed = upper ? all - rank : rank - 1;
            return bad > allowed ? Kept.NO : all > 0 && good >= all - allowed ? Kept.YES : Kept.UNKNOWN;
        }

        private Kept share(int all) {
            boolean ofBad = goal.metric() == Metric.VIOLATIONS || goal.metric() == Metric.ERROR_RATE;
            if (goal.metric() == Metric.SERVICE_LEVEL || all == 0) {
                return Kept.UNKNOWN;
            }
            double best = (double) (ofBad ? bad : all - bad) / all;
            double worst = (double) (ofBad ? all - good : good) / all;
            boolean towardsBest = goal.relation().upper() == ofBad;
            if (!towardsBest) {
                return Kept.UNKNOWN;
            }
            return !goal.met(best) ? Kept.NO : goal.met(worst) ? Kept.YES : Kept.UNKNOWN;
        }

        /** Nearest rank of the figure among so many values; NaN for what no count of requests decides. */
        private double rank(int all) {
            boolean single = RequestTimes.SINGLE.containsKey(goal.metric()) && goal.metric() != Metric.LATENESS;
            if (!single && goal.metric().kind() != Kind.SHARES) {
                return Double.NaN;
            }
            return switch (goal.figure()) {
                case P50 -> Math.ceil(0.50 * all);
                case P90 -> Math.ceil(0.90 * all);
                case P95 -> Math.ceil(0.95 * all);
                case P99 -> Math.ceil(0.99 * all);
                case MAX -> all;
                case MEAN, ITSELF -> Double.NaN;
            };
        }
    }
}
