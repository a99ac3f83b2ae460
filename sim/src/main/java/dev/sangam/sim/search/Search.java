package dev.sangam.sim.search;

import dev.sangam.sim.search.Demand.Best;
import dev.sangam.sim.search.Standing.Beaten;
import dev.sangam.sim.search.Standing.Measured;
import dev.sangam.sim.search.Standing.Open;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the best of many configurations under the same goals.
 *
 * <p>The capacity of each is found, best guesses first, unless one of two things says that it cannot be as good as one that is
 * known: a bound on its capacity from arithmetic and memory alone, or a simulation at the rate that it would have to serve,
 * which ends early where that is too high. Both only leave out what a full enumeration would rank lower, given that a
 * configuration which misses its goals at a rate also does so at higher ones, on which a capacity rests anyway. Short
 * simulations decide the order alone. Waves are as large for one worker as for many, so that the result is, too.
 */
final class Search {
    private static final int FIRST_WAVE = 4;
    private static final int WAVE = 16;

    private final List<Candidate> candidates;
    private final Demand demand;
    private final Desk desk;
    private final Asked asked;

    /** What is asked of every candidate. */
    interface Asked {
        /** The task that finds a capacity of at least a floor. */
        Task capacity(Candidate candidate, double floor, double hint);
    }

    Search(List<Candidate> candidates, Demand demand, Desk desk, Asked asked) {
        this.candidates = List.copyOf(candidates);
        this.demand = demand;
        this.desk = desk;
        this.asked = asked;
    }

    /** All of them, in their order. */
    List<Candidate> candidates() {
        return candidates;
    }

    /** Looks at every candidate in full. */
    Found exhaustive() {
        List<Task> tasks = candidates.stream()
                .map(candidate -> asked.capacity(candidate, 0, 0))
                .toList();
        List<Standing> standings =
                desk.perform(tasks).stream().map(Search::measured).toList();
        return new Found(candidates, standings, demand);
    }

    private static Standing measured(Outcome outcome) {
        return new Measured(outcome);
    }

    /**
     * Looks as closely as needed.
     *
     * @param uppers a rate that the capacity of each candidate does not exceed
     * @param guesses what the capacity of each may be
     * @param start what is known of the best besides
     */
    Found pruned(double[] uppers, double[] guesses, Best start) {
        Standing[] standings = new Standing[candidates.size()];
        for (int i = 0; i < standings.length; i++) {
            standings[i] = new Open(uppers[i]);
        }
        List<Integer> order = order(guesses);
        Best best = start;
        int next = 0;
        int limit = FIRST_WAVE;
        while (next < order.size()) {
            List<Integer> wave = new ArrayList<>();
            List<Task> tasks = new ArrayList<>();
            while (next < order.size() && wave.size() < limit) {
                int i = order.get(next++);
                double floor = demand.floor(candidates.get(i), best);
                if (uppers[i] < floor) {
                    standings[i] = new Beaten(uppers[i], false);
                } else {
                    wave.add(i);
                    tasks.add(asked.capacity(candidates.get(i), floor, guesses[i]));
                }
            }
            List<Outcome> outcomes = desk.perform(tasks);
            for (int k = 0; k < wave.size(); k++) {
                int i = wave.get(k);
                Outcome outcome = outcomes.get(k);
                double floor = tasks.get(k).floor();
                standings[i] = outcome.met() || floor == 0 ? new Measured(outcome) : new Beaten(floor, true);
                if (outcome.met()) {
                    best = best.or(demand.of(candidates.get(i), outcome.rate()));
                }
            }
            limit = WAVE;
        }
        return new Found(candidates, List.of(standings), demand);
    }

    /**
     * Looks again at what was left out, where the best turned out to be not as good as it seemed.
     *
     * @param best what others must be as good as
     */
    Found reopened(Found found, Best best) {
        List<Standing> standings = new ArrayList<>(found.standings());
        List<Integer> again = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < standings.size(); i++) {
            double floor = demand.floor(candidates.get(i), best);
            if (standings.get(i) instanceof Beaten(double upper, boolean simulated) && upper > floor) {
                again.add(i);
                tasks.add(asked.capacity(candidates.get(i), floor, upper));
            }
        }
        List<Outcome> outcomes = desk.perform(tasks);
        for (int k = 0; k < again.size(); k++) {
            Outcome outcome = outcomes.get(k);
            double floor = tasks.get(k).floor();
            standings.set(again.get(k), outcome.met() ? new Measured(outcome) : new Beaten(floor, true));
        }
        return new Found(candidates, standings, demand);
    }

    /** The most promising first: the cheapest for the rate, among equally cheap ones those that serve most for a dollar. */
    List<Integer> order(double[] guesses) {
        return IntStream.range(0, candidates.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> demand.dollars(candidates.get(i), guesses[i]))
                        .thenComparingDouble(
                                i -> -guesses[i] / candidates.get(i).dollarsPerHour())
                        .thenComparingInt(i -> i))
                .toList();
    }
}
