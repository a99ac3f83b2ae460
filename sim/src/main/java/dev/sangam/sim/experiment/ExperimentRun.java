package dev.sangam.sim.experiment;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.cluster.Cluster;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.experiment.Measured.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

/** Simulates an experiment in tasks that do not depend on each other. */
final class ExperimentRun {
    /** How far a goodput may well be from where the search starts, in steps of its resolution. */
    private static final int FIRST_STEP = 4;

    private final Experiment experiment;

    ExperimentRun(Experiment experiment) {
        this.experiment = experiment;
    }

    /** A value for one seed; values of a figure follow in the order of their seeds. */
    record Sample(Figure figure, double value) {}

    /** What is to be done, in any order; the results must be kept in this one. */
    List<Callable<List<Sample>>> tasks() {
        List<Callable<List<Sample>>> tasks = new ArrayList<>();
        for (int v = 0; v < experiment.variants().size(); v++) {
            for (int w = 0; w < experiment.workloads().size(); w++) {
                Cell cell = new Cell(
                        experiment.variants().get(v),
                        experiment.workloads().get(w).name(),
                        experiment.cells().get(v).get(w));
                switch (experiment.kind()) {
                    case Kind.Goodput goodput -> tasks.add(() -> goodput(cell, goodput));
                    case Kind.Sweep(List<Double> rates) ->
                        rates.forEach(rate -> experiment
                                .seeds()
                                .forEach(seed -> tasks.add(() -> violations(cell, OptionalDouble.of(rate), seed))));
                    case Kind.Run() ->
                        experiment
                                .seeds()
                                .forEach(seed -> tasks.add(() -> violations(cell, OptionalDouble.empty(), seed)));
                }
            }
        }
        return tasks;
    }

    /** The figures that come of the samples of all tasks in their order. */
    List<Measured> measured(List<Sample> samples) {
        Map<Figure, List<Double>> values = new LinkedHashMap<>();
        for (Sample sample : samples) {
            values.computeIfAbsent(sample.figure, figure -> new ArrayList<>()).add(sample.value);
        }
        List<Measured> result = new ArrayList<>();
        values.forEach((figure, each) -> result.add(new Measured(figure, each, paper(figure))));
        return result;
    }

    private OptionalDouble paper(Figure figure) {
        return experiment.paper().stream()
                .filter(p -> figure.rule() == experiment.rules().getFirst()
                        && p.variant().equals(figure.variant())
                        && p.workload().equals(figure.workload())
                        && p.rate().equals(figure.rate())
                        && p.group().equals(figure.group()))
                .mapToDouble(PaperFigure::value)
                .findFirst();
    }

    private record Cell(String variant, String workload, Deployment deployment) {
        Figure figure(OptionalDouble rate, Rule rule, String group) {
            return new Figure(variant, workload, rate, rule, group);
        }
    }

    private List<Sample> violations(Cell cell, OptionalDouble rate, long seed) {
        List<Sample> samples = new ArrayList<>();
        simulate(cell.deployment, rate, seed)
                .forEach((rule, tallies) -> tallies.forEach(
                        tally -> samples.add(new Sample(cell.figure(rate, rule, tally.group()), tally.share()))));
        return samples;
    }

    /** One seed after the other: the goodput of one is where the search for the next one starts. */
    private List<Sample> goodput(Cell cell, Kind.Goodput kind) {
        List<Sample> samples = new ArrayList<>();
        int limit = steps(kind.limit(), kind);
        int start = steps(start(cell, kind), kind);
        int step = FIRST_STEP;
        for (long seed : experiment.seeds()) {
            Map<Integer, List<Double>> worst = new HashMap<>(); // a simulation tells it for all rules
            int guess = start;
            for (int r = 0; r < experiment.rules().size(); r++) {
                int rule = r;
                guess = new GoodputSearch(
                                limit,
                                k -> worst.computeIfAbsent(k, each -> worst(cell, each * kind.resolution(), seed))
                                                .get(rule)
                                        <= kind.violated())
                        .largest(guess, step);
                if (guess >= limit) {
                    throw new InputException(experiment.name() + ": " + cell.variant + " under " + cell.workload
                            + " still serves search.limit = " + kind.limit() + " requests/s. Maybe a higher limit");
                }
                Figure figure =
                        cell.figure(OptionalDouble.empty(), experiment.rules().get(r), Measured.GOODPUT);
                samples.add(new Sample(figure, guess * kind.resolution()));
                start = r == 0 ? guess : start;
                step = 1;
            }
        }
        return samples;
    }

    private double start(Cell cell, Kind.Goodput kind) {
        Figure figure = cell.figure(OptionalDouble.empty(), experiment.rules().getFirst(), Measured.GOODPUT);
        return paper(figure).orElse(kind.start());
    }

    private static int steps(double rate, Kind.Goodput kind) {
        return (int) Math.round(rate / kind.resolution());
    }

    /** The worst class's share of violations by each rule. */
    private List<Double> worst(Cell cell, double rate, long seed) {
        return simulate(cell.deployment, OptionalDouble.of(rate), seed).values().stream()
                .map(tallies -> tallies.stream()
                        .filter(tally -> tally.group().equals(Tally.WORST))
                        .mapToDouble(Tally::share)
                        .sum())
                .toList();
    }

    /** By rule, in the experiment's order. */
    private Map<Rule, List<Tally>> simulate(Deployment deployment, OptionalDouble rate, long seed) {
        WorkloadSource source = deployment.workload();
        Workload workload = (rate.isPresent() ? source.scaledBy(rate.getAsDouble()) : source).generate(seed);
        RunRecorder recorder = new RunRecorder(shape -> 0);
        new Cluster(deployment.pools(), workload, seed, recorder).run(arrived -> {});
        RequestLog log = recorder.requests();
        Map<Rule, List<Tally>> tallies = new LinkedHashMap<>();
        for (Rule rule : experiment.rules()) {
            tallies.put(rule, Tally.of(workload, log, rule));
        }
        return tallies;
    }
}
