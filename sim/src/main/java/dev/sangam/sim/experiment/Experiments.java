package dev.sangam.sim.experiment;

import dev.sangam.core.InputException;
import dev.sangam.sim.experiment.ExperimentRun.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs experiments, several simulations at a time. The results do not depend on how many. */
public final class Experiments {
    private final List<Experiment> experiments;
    private final Conditions conditions;
    private final List<ExperimentRun> runs = new ArrayList<>();
    private final List<List<Callable<List<Sample>>>> tasks = new ArrayList<>();

    /** Nothing runs yet. */
    public Experiments(List<Experiment> experiments, Conditions conditions) {
        this.experiments = List.copyOf(experiments);
        this.conditions = conditions;
        for (Experiment experiment : experiments) {
            ExperimentRun run = new ExperimentRun(experiment);
            runs.add(run);
            tasks.add(run.tasks());
        }
    }

    /** Number of tasks of all experiments. */
    public int size() {
        return tasks.stream().mapToInt(List::size).sum();
    }

    /**
     * Runs all of them.
     *
     * @param threads simulations at a time
     * @param step told from any thread that one more task is done
     */
    public List<ExperimentResult> run(int threads, Runnable step) {
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("experiment-", 0).factory());
        try {
            List<List<Future<List<Sample>>>> futures = new ArrayList<>();
            for (List<Callable<List<Sample>>> ofOne : tasks) {
                futures.add(ofOne.stream()
                        .map(task -> pool.submit(() -> done(task, step)))
                        .toList());
            }
            List<ExperimentResult> results = new ArrayList<>();
            for (int i = 0; i < experiments.size(); i++) {
                List<Sample> samples = new ArrayList<>();
                for (Future<List<Sample>> future : futures.get(i)) {
                    samples.addAll(value(future));
                }
                results.add(new ExperimentResult(
                        experiments.get(i), conditions, runs.get(i).measured(samples)));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<Sample> done(Callable<List<Sample>> task, Runnable step) throws Exception {
        List<Sample> samples = task.call();
        step.run();
        return samples;
    }

    private static List<Sample> value(Future<List<Sample>> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException("a simulation failed", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("interrupted", e);
        }
    }
}
