package dev.sangam.sim.search;

import dev.sangam.sim.search.Demand.Best;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a search came to under some goals: where every candidate stands.
 *
 * @param candidates all of the space
 * @param standings of the candidates, in their order
 */
record Found(List<Candidate> candidates, List<Standing> standings, Demand demand) {
    Found {
        candidates = List.copyOf(candidates);
        standings = List.copyOf(standings);
    }

    /** A candidate whose capacity is known, and above zero. */
    record Ranked(Candidate candidate, Outcome outcome, int replicas, double dollars, double ratePerDollar) {}

    /**
     * Those with a capacity that a pool can be made of, the cheapest first; of equally cheap ones first those whose replicas
     * serve more than they have to.
     */
    List<Ranked> byDollars() {
        return ranked().stream()
                .filter(each -> Double.isFinite(each.dollars))
                .sorted(Comparator.comparingDouble(Ranked::dollars)
                        .thenComparing(
                                Comparator.comparingDouble(Found::headroom).reversed())
                        .thenComparingInt(each -> each.candidate.index()))
                .toList();
    }

    private static double headroom(Ranked each) {
        return each.replicas * each.outcome.rate();
    }

    /** Those with a capacity, the one that serves most for a dollar first. */
    List<Ranked> byRatio() {
        return ranked().stream()
                .sorted(Comparator.comparingDouble(Ranked::ratePerDollar)
                        .reversed()
                        .thenComparingInt(each -> each.candidate.index()))
                .toList();
    }

    Best best() {
        Best best = Best.NONE;
        for (Ranked each : ranked()) {
            best = best.or(demand.of(each.candidate, each.outcome.rate()));
        }
        return best;
    }

    Optional<Ranked> of(Candidate candidate) {
        return ranked().stream()
                .filter(each -> each.candidate.index() == candidate.index())
                .findFirst();
    }

    private List<Ranked> ranked() {
        List<Ranked> ranked = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (standings.get(i) instanceof Standing.Measured(Outcome outcome) && outcome.met()) {
                Candidate candidate = candidates.get(i);
                ranked.add(new Ranked(
                        candidate,
                        outcome,
                        demand.replicas(outcome.rate()),
                        demand.dollars(candidate, outcome.rate()),
                        outcome.rate() / candidate.dollarsPerHour()));
            }
        }
        return ranked;
    }
}
