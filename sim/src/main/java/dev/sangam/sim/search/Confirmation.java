package dev.sangam.sim.search;

import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.search.Found.Ranked;
import dev.sangam.sim.search.Plan.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Simulates whole pools at the full rate: a pool serves a little more or less than the sum of its replicas. */
final class Confirmation {
    /** Replicas beyond what the capacity of one asks for. */
    private static final double BEYOND = 1.25;

    private final Errand errand;
    private final Demand demand;
    private final Desk desk;

    Confirmation(Errand errand, Demand demand, Desk desk) {
        this.errand = errand;
        this.demand = demand;
        this.desk = desk;
    }

    /** Pools that meet the goals, the cheapest first; none is cheaper among the candidates that were within the margin. */
    List<Pool> pools(List<Ranked> byDollars) {
        List<Pool> pools = new ArrayList<>();
        double cheapest = Double.POSITIVE_INFINITY;
        for (Ranked each : byDollars) {
            int fewest = demand.replicas(each.outcome().rate() / (1 - demand.margin()));
            if (fewest * each.candidate().dollarsPerHour() < cheapest) {
                Optional<Pool> pool = smallest(each, fewest, cheapest);
                pool.ifPresent(pools::add);
                cheapest = pool.map(Pool::dollarsPerHour).orElse(cheapest);
            }
        }
        pools.sort(Comparator.comparingDouble(Pool::dollarsPerHour));
        return pools;
    }

    /** From the number that the capacity of a replica asks for, down to the last that serves, or up to the first. */
    private Optional<Pool> smallest(Ranked each, int fewest, double cheapest) {
        double price = each.candidate().dollarsPerHour();
        int affordable = (int) Math.min(demand.maxReplicas(), Math.ceil(cheapest / price - 1e-9) - 1);
        int start = Math.min(each.replicas(), affordable);
        Optional<Pool> pool = pool(each, start);
        if (pool.isPresent()) {
            for (int replicas = start - 1; replicas >= fewest; replicas--) {
                Optional<Pool> smaller = pool(each, replicas);
                if (smaller.isEmpty()) {
                    break;
                }
                pool = smaller;
            }
            return pool;
        }
        int most = (int) Math.min(affordable, Math.max(start + 2, Math.ceil(start * BEYOND)));
        for (int replicas = start + 1; replicas <= most; replicas++) {
            Optional<Pool> larger = pool(each, replicas);
            if (larger.isPresent()) {
                return larger;
            }
        }
        return Optional.empty();
    }

    private Optional<Pool> pool(Ranked each, int replicas) {
        List<Task> tasks = LongStream.rangeClosed(1, errand.question().plan().seeds())
                .mapToObj(seed -> errand.pool(each.candidate(), replicas, seed))
                .toList();
        List<Outcome> outcomes = desk.perform(tasks);
        List<Goal> goals = errand.group().goals();
        List<Double> means = IntStream.range(0, goals.size())
                .mapToObj(g -> mean(
                        outcomes.stream().map(outcome -> outcome.goals().get(g)).toList()))
                .toList();
        boolean met = IntStream.range(0, goals.size())
                        .allMatch(g -> goals.get(g).goal().met(means.get(g)))
                && outcomes.stream().allMatch(outcome -> outcome.rate() <= outcome.upper());
        Service service = Service.of(figure -> mean(outcomes.stream()
                .map(outcome -> outcome.service().orElseThrow().get(figure))
                .toList()));
        return met
                ? Optional.of(new Pool(
                        errand.group(),
                        each.candidate(),
                        replicas,
                        each.outcome().rate(),
                        service,
                        means))
                : Optional.empty();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
