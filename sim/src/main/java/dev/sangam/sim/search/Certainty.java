package dev.sangam.sim.search;

import dev.sangam.core.metric.StudentT;
import dev.sangam.sim.search.Found.Ranked;
import dev.sangam.sim.search.Plan.Finalist;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How sure the order of the best configurations is: their capacities under other seeds, the same ones for all. */
final class Certainty {
    private final Errand errand;
    private final Desk desk;

    Certainty(Errand errand, Desk desk) {
        this.errand = errand;
        this.desk = desk;
    }

    /** @param best the first is what the others are compared with */
    List<Finalist> finalists(List<Ranked> best) {
        int seeds = errand.question().plan().seeds();
        List<Task> tasks = new ArrayList<>();
        for (Ranked each : best) {
            for (int seed = 2; seed <= seeds; seed++) {
                tasks.add(errand.capacity(
                        each.candidate(),
                        errand.group().goals(),
                        seed,
                        0,
                        each.outcome().rate()));
            }
        }
        List<Outcome> outcomes = desk.perform(tasks);
        List<Finalist> finalists = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            List<Double> capacities =
                    new ArrayList<>(List.of(best.get(i).outcome().rate()));
            outcomes.subList(i * (seeds - 1), (i + 1) * (seeds - 1)).forEach(o -> capacities.add(o.rate()));
            finalists.add(finalist(best.get(i).candidate(), capacities, finalists));
        }
        return finalists;
    }

    private static Finalist finalist(Candidate candidate, List<Double> capacities, List<Finalist> before) {
        Finalist first = before.isEmpty() ? null : before.getFirst();
        boolean like = first == null || like(first, candidate, capacities);
        return new Finalist(candidate, capacities, StudentT.halfWidth(array(capacities)), like);
    }

    /** Under equal seeds both serve equal requests, so that the differences scatter less than the capacities. */
    private static boolean like(Finalist first, Candidate candidate, List<Double> capacities) {
        double[] differences = IntStream.range(0, capacities.size())
                .mapToDouble(s -> first.capacities().get(s) / first.candidate().dollarsPerHour()
                        - capacities.get(s) / candidate.dollarsPerHour())
                .toArray();
        double mean = java.util.Arrays.stream(differences).average().orElse(0);
        double half = StudentT.halfWidth(differences);
        return Double.isNaN(half) ? mean == 0 : Math.abs(mean) <= half;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
