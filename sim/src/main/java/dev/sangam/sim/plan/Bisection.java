package dev.sangam.sim.plan;

import dev.sangam.core.metric.StudentT;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.plan.Capacity.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The search for the capacity of one configuration. One search per object. */
final class Bisection {
    /** How far above the tipping point it is tried whether goals are met there after all. */
    private static final double BEYOND = 1.05;

    private final Deployment deployment;
    private final Traffic traffic;
    private final List<Goal> goals;
    private final CapacityOptions options;
    private final Rates rates;
    private final int lowest;
    private final int highest;
    private final List<Probe> probes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Bisection(Deployment deployment, Traffic traffic, List<Goal> goals, CapacityOptions options) {
        this.deployment = deployment;
        this.traffic = traffic;
        this.goals = goals;
        this.options = options;
        this.rates = new Rates(options.precision());
        this.lowest = rates.below(options.lowestRate());
        this.highest = rates.below(options.highestRate());
    }

    /**
     * @param start where to begin
     * @param factor how far the capacity may well be from there
     */
    Capacity capacity(double start, double factor) {
        int first = largest(options.firstSeed(), rates.below(start), rates.steps(factor));
        if (first < lowest) {
            return new Capacity(Outcome.NONE, 0, 0, rates.at(lowest), List.of(), null, probes, notes);
        }
        Summary summary = Simulation.run(
                        deployment,
                        traffic.at(rates.at(first), options.firstSeed()),
                        options.firstSeed(),
                        ReplicaListener.NONE,
                        arrived -> {})
                .summary();
        if (first == highest) {
            double rate = rates.at(first);
            return new Capacity(Outcome.UNLIMITED, rate, rate, rate, List.of(rate), summary, probes, notes);
        }
        lookBeyond(first);
        return found(first, summary);
    }

    private Capacity found(int first, Summary summary) {
        List<Double> perSeed = new ArrayList<>(List.of(rates.at(first)));
        int seeds = traffic.isRandom() ? options.seeds() : 1;
        for (int i = 1; i < seeds; i++) {
            int index = largest(options.firstSeed() + i, first, 1);
            perSeed.add(index < lowest ? 0 : rates.at(index));
        }
        double rate = perSeed.stream().mapToDouble(each -> each).average().orElseThrow();
        double half =
                StudentT.halfWidth(perSeed.stream().mapToDouble(each -> each).toArray());
        return seeds == 1
                ? new Capacity(Outcome.FOUND, rate, rate, rates.at(first + 1), perSeed, summary, probes, notes)
                : new Capacity(
                        Outcome.FOUND, rate, Math.max(0, rate - half), rate + half, perSeed, summary, probes, notes);
    }

    /** A rate above the capacity that meets the goals is said, and not taken for the capacity. */
    private void lookBeyond(int index) {
        Probe beyond = probe(rates.at(Math.min(highest, index + 1 + rates.steps(BEYOND))), options.firstSeed());
        if (beyond.met()) {
            notes.add("the goals are met again at " + beyond.rate() + " requests/s, above " + rates.at(index + 1)
                    + ", where they are not");
        }
    }

    /** The index of the highest rate that meets the goals, or one below the lowest. */
    private int largest(long seed, int guess, int firstStep) {
        Map<Integer, Boolean> known = new HashMap<>();
        int low = Math.clamp(guess, lowest, highest);
        int high;
        int step = firstStep;
        if (met(low, seed, known)) {
            high = Math.min(low + step, highest + 1);
            while (high <= highest && met(high, seed, known)) {
                low = high;
                step *= 2;
                high = Math.min(low + step, highest + 1);
            }
        } else {
            high = low;
            low = Math.max(lowest - 1, high - step);
            while (low >= lowest && !met(low, seed, known)) {
                high = low;
                step *= 2;
                low = Math.max(lowest - 1, high - step);
            }
        }
        while (high - low > 1) {
            int middle = (low + high) >> 1;
            if (met(middle, seed, known)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean met(int index, long seed, Map<Integer, Boolean> known) {
        return known.computeIfAbsent(index, each -> probe(rates.at(each), seed).met());
    }

    Probe probe(double rate, long seed) {
        long start = System.nanoTime();
        Workload workload = traffic.at(rate, seed);
        Verdict verdict = options.earlyAbort()
                ? Verdict.early(deployment, workload, seed, goals)
                : Verdict.full(deployment, workload, seed, goals);
        Probe probe = new Probe(rate, seed, verdict.missed(), verdict.arrived(), System.nanoTime() - start);
        probes.add(probe);
        return probe;
    }
}
