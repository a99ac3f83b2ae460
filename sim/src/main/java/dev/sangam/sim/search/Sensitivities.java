package dev.sangam.sim.search;

import dev.sangam.core.metric.MetricGoal;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.search.Demand.Best;
import dev.sangam.sim.search.Found.Ranked;
import dev.sangam.sim.search.Plan.Measured;
import dev.sangam.sim.search.Plan.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each goal costs: the search again with one goal looser or tighter. What is known of a configuration bounds what it can
 * do under a tighter goal.
 */
final class Sensitivities {
    private final Errand errand;
    private final Demand demand;
    private final Desk desk;
    private final Watch watch;

    Sensitivities(Errand errand, Demand demand, Desk desk, Watch watch) {
        this.errand = errand;
        this.demand = demand.withoutMargin();
        this.desk = desk;
        this.watch = watch;
    }

    List<Sensitivity> of(Found base) {
        List<Sensitivity> result = new ArrayList<>();
        List<Goal> goals = errand.group().goals();
        for (int g = 0; g < goals.size(); g++) {
            for (double factor : errand.question().plan().sensitivity()) {
                Optional<Goal> changed = changed(goals.get(g), factor);
                if (changed.isPresent()) {
                    result.add(search(base, g, changed.get(), factor));
                }
            }
        }
        return result;
    }

    /** A limit on latencies times the factor; of a share, what it leaves to be missed times the factor. */
    static Optional<Goal> changed(Goal goal, double factor) {
        MetricGoal g = goal.goal();
        Optional<Double> limit = switch (g.metric().kind()) {
            case TIMES -> Optional.of(g.limit() * factor);
            case SHARE, SHARES -> share(g, factor);
            case RATE, OTHER -> Optional.empty();
        };
        return limit.map(value ->
                new Goal(goal.qosClass(), new MetricGoal(g.metric(), g.figure(), g.relation(), rounded(value))));
    }

    private static Optional<Double> share(MetricGoal goal, double factor) {
        double missed = goal.relation().upper() ? goal.limit() : 1 - goal.limit();
        double allowed = missed * factor;
        return allowed <= 0 || allowed >= 1
                ? Optional.empty()
                : Optional.of(goal.relation().upper() ? allowed : 1 - allowed);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }

    private Sensitivity search(Found base, int changedGoal, Goal goal, double factor) {
        List<Goal> goals = new ArrayList<>(errand.group().goals());
        Goal original = goals.set(changedGoal, goal);
        List<Candidate> candidates = base.candidates();
        watch.stage(goal.toString(), candidates.size());
        double[] uppers = new Ceilings(errand).of(goals);
        double[] guesses = new double[candidates.size()];
        boolean tighter = factor < 1;
        for (int i = 0; i < guesses.length; i++) {
            Standing standing = base.standings().get(i);
            double known = standing instanceof Standing.Measured measured ? measured.capacity() : standing.upper();
            guesses[i] = Double.isFinite(known) ? known : 0;
            if (tighter) {
                uppers[i] = Math.min(uppers[i], standing.upper());
            }
        }
        Found found = new Search(
                        candidates,
                        demand,
                        desk,
                        (candidate, floor, hint) -> errand.capacity(candidate, goals, 1, floor, hint))
                .pruned(uppers, guesses, Best.NONE);
        List<Ranked> byDollars = found.byDollars();
        return new Sensitivity(
                goal,
                original,
                factor,
                byDollars.isEmpty()
                        ? Double.POSITIVE_INFINITY
                        : byDollars.getFirst().dollars(),
                byDollars.stream().findFirst().map(Sensitivities::measured),
                found.byRatio().stream().findFirst().map(Sensitivities::measured));
    }

    private static Measured measured(Ranked each) {
        return new Measured(each.candidate(), each.outcome().rate());
    }
}
