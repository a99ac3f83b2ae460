package dev.sangam.sim.search;

import dev.sangam.core.InputException;
import dev.sangam.files.deployment.PlanSection;
import dev.sangam.files.deployment.PlanSection.Layout;
import dev.sangam.sim.search.Demand.Best;
import dev.sangam.sim.search.Found.Ranked;
import dev.sangam.sim.search.Plan.GroupPlan;
import dev.sangam.sim.search.Plan.Measured;
import dev.sangam.sim.search.Plan.Pool;
import dev.sangam.sim.search.Plan.Pools;
import dev.sangam.sim.search.Question.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers a {@link Question}. Equal questions have equal answers, whoever does the work. */
public final class Planner {
    private static final int FINALISTS = 6;

    private final Question question;
    private final boolean exhaustive;
    private final Desk desk;
    private final Watch watch;
    private final String traffic;
    private final Map<List<String>, Integer> searched = new HashMap<>();
    private final List<GroupPlan> groups = new ArrayList<>();

    /**
     * Nothing runs yet.
     *
     * @param exhaustive whether every configuration is looked at in full
     * @param journal of earlier searches and of this one
     */
    public Planner(Question question, boolean exhaustive, Workers workers, Journal journal, Watch watch) {
        this.question = question;
        this.exhaustive = exhaustive;
        this.watch = watch;
        this.desk = new Desk(workers, journal, watch);
        this.traffic = question.traffic();
    }

    /**
     * Searches.
     *
     * @throws InputException when no configuration meets the goals, with what comes nearest
     */
    public Plan plan() {
        long start = System.nanoTime();
        List<Pools> layouts = new ArrayList<>();
        for (Layout layout : question.plan().layouts()) {
            List<Pool> pools = new ArrayList<>();
            for (List<String> classes : classes(layout)) {
                pools.add(group(classes).confirmed().getFirst());
            }
            layouts.add(new Pools(layout, pools));
        }
        layouts.sort(Comparator.comparingDouble(Pools::dollarsPerHour));
        return new Plan(question, exhaustive, layouts, groups, desk.effort(), (System.nanoTime() - start) / 1e9);
    }

    private List<List<String>> classes(Layout layout) {
        List<String> names = question.workload().classNames();
        return switch (layout) {
            case SHARED -> List.of(List.of());
            case SILO ->
                names.size() == 1
                        ? List.of(List.of())
                        : names.stream().map(List::of).toList();
        };
    }

    private GroupPlan group(List<String> classes) {
        Integer known = searched.get(classes);
        if (known != null) {
            return groups.get(known);
        }
        GroupPlan plan = search(question.group(classes));
        searched.put(classes, groups.size());
        groups.add(plan);
        return plan;
    }

    private GroupPlan search(Group group) {
        PlanSection options = question.plan();
        Errand errand = new Errand(question, traffic, group);
        Demand demand = new Demand(group.rate(), options.margin(), options.maxReplicas());
        List<Candidate> candidates = question.space().candidates();
        Search search = new Search(
                candidates,
                demand,
                desk,
                (candidate, floor, hint) -> errand.capacity(candidate, group.goals(), 1, floor, hint));
        Found found = exhaustive ? whole(search, group) : pruned(search, errand, group);
        List<Ranked> byDollars = found.byDollars();
        if (byDollars.isEmpty()) {
            throw new Nearest(errand, desk, candidates).error(found);
        }
        watch.stage(stage("pools", group), 0);
        Confirmation confirmation = new Confirmation(errand, demand, desk);
        List<Pool> pools = confirmation.pools(byDollars);
        double confirmed =
                pools.isEmpty() ? Double.POSITIVE_INFINITY : pools.getFirst().dollarsPerHour();
        if (confirmed > byDollars.getFirst().dollars()) { // what was left out compared itself with less
            Best best =
                    new Best(confirmed, Double.POSITIVE_INFINITY, found.best().ratePerDollar());
            found = search.reopened(found, best);
            pools = confirmation.pools(found.byDollars());
        }
        if (pools.isEmpty()) {
            Ranked first = byDollars.getFirst();
            throw new InputException("plan: no pool meets the goals at " + group.rate()
                    + " requests/s, though a replica of " + first.candidate().label() + " does at "
                    + first.outcome().rate()
                    + ". Maybe plan.max_replicas, more plan.requests, or a larger plan.margin");
        }
        List<Ranked> byRatio = found.byRatio();
        List<Ranked> finalists = finalists(found, pools.getFirst(), byRatio);
        watch.stage(stage("seeds", group), finalists.size() * (options.seeds() - 1));
        Ranked ratio = byRatio.getFirst();
        return new GroupPlan(
                group,
                found.standings(),
                pools,
                new Measured(ratio.candidate(), ratio.outcome().rate()),
                new Certainty(errand, desk).finalists(finalists),
                new Sensitivities(errand, demand, desk, watch).of(found),
                new Curves(errand, desk, watch).points(found));
    }

    private Found whole(Search search, Group group) {
        watch.stage(stage("capacities", group), question.space().candidates().size());
        return search.exhaustive();
    }

    private Found pruned(Search search, Errand errand, Group group) {
        List<Candidate> candidates = question.space().candidates();
        double[] uppers = new Ceilings(errand).of(group.goals());
        watch.stage(stage("first look", group), candidates.size());
        double[] guesses = new Guesses(errand, search, desk).of(uppers);
        watch.stage(stage("capacities", group), candidates.size());
        return search.pruned(uppers, guesses, Best.NONE);
    }

    private static String stage(String name, Group group) {
        return group.classes().isEmpty() ? name : name + ", " + group.name();
    }

    /** The chosen one, and those that serve nearly as much for a dollar. */
    private static List<Ranked> finalists(Found found, Pool chosen, List<Ranked> byRatio) {
        List<Ranked> result = new ArrayList<>();
        Optional<Ranked> first = found.of(chosen.candidate());
        first.ifPresent(result::add);
        double best = byRatio.getFirst().ratePerDollar();
        byRatio.stream()
                .filter(each -> each.candidate().index() != chosen.candidate().index())
                .filter(each ->
                        each.ratePerDollar() >= best * (1 - found.demand().margin()))
                .limit(FINALISTS - 1)
                .forEach(result::add);
        return result;
    }
}
