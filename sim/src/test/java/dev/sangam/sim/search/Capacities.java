package dev.sangam.sim.search;

import dev.sangam.sim.search.Task.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A space whose capacities are given, so that a search can be held against all of them. */
final class Capacities {
    final List<Candidate> candidates = new ArrayList<>();
    final double[] capacities;
    final double[] uppers;
    final double[] guesses;
    final Demand demand;
    /** Tasks that were done. */
    int tasks;

    Capacities(RandomGenerator random) {
        int size = random.nextInt(1, 80);
        capacities = new double[size];
        uppers = new double[size];
        guesses = new double[size];
        double[] prices = {1.28, 2.21, 4.25, 8.84};
        for (int i = 0; i < size; i++) {
            double price = prices[random.nextInt(prices.length)] * (1 << random.nextInt(3));
            candidates.add(new Candidate(i, "c" + i, "h", 1, price, Integer.toString(i), "given"));
            boolean impossible = random.nextInt(8) == 0;
            capacities[i] = impossible ? 0 : price * Math.exp(random.nextGaussian() * 0.4);
            uppers[i] = random.nextInt(5) == 0 ? Double.POSITIVE_INFINITY : capacities[i] * (1 + random.nextDouble());
            guesses[i] = capacities[i] * random.nextDouble() * 2;
        }
        demand = new Demand(Math.exp(random.nextDouble() * 6), 0.05 * random.nextInt(3), 1000);
    }

    Search search(Path folder) {
        Workers workers = (texts, done) -> {
            for (int i = 0; i < texts.size(); i++) {
                tasks++;
                done.accept(i, outcome(Task.of(texts.get(i))).json());
            }
        };
        return new Search(
                candidates,
                demand,
                new Desk(workers, Journal.open(folder, false), Watch.NONE),
                (candidate, floor, hint) -> new Task(
                        Kind.CAPACITY,
                        candidate.deployment(),
                        "",
                        "",
                        List.of(),
                        List.of(),
                        1,
                        1,
                        floor,
                        hint,
                        0.01,
                        0));
    }

    private Outcome outcome(Task task) {
        double capacity = capacities[Integer.parseInt(task.deployment())];
        return capacity == 0 || capacity < task.floor()
                ? Outcome.none(task.floor(), 1)
                : new Outcome(true, capacity, capacity * 1.01, Optional.empty(), List.of(), List.of(), 8, 0);
    }
}
