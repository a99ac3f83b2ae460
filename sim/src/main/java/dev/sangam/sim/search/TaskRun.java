package dev.sangam.sim.search;

import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.plan.Capacity;
import dev.sangam.sim.plan.CapacityOptions;
import dev.sangam.sim.plan.CapacitySearch;
import dev.sangam.sim.plan.Probe;
import dev.sangam.sim.plan.Traffic;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Does one task. What tasks have in common is kept for the next ones. */
final class TaskRun {
    private static final int KEPT_DEPLOYMENTS = 1024;
    private static final int KEPT_SOURCES = 16;
    private static final Kept<List<String>, Deployment> DEPLOYMENTS = new Kept<>(KEPT_DEPLOYMENTS);
    private static final Kept<List<String>, WorkloadSource> SOURCES = new Kept<>(KEPT_SOURCES);

    private final Task task;
    private final Traffic traffic;
    private final Deployment deployment;
    private final List<Goal> goals;

    private TaskRun(Task task) {
        this.task = task;
        WorkloadSource all = source(task.traffic(), task.folder());
        WorkloadSource served = task.classes().isEmpty() ? all : all.ofClasses(task.classes());
        this.traffic = Traffic.of(served, task.requests());
        this.deployment = DEPLOYMENTS.get(
                List.of(task.deployment(), task.folder(), task.traffic()),
                () -> Deployment.serving(
                        new DeploymentFile(Section.parse("deployment", task.deployment()), Path.of(task.folder())),
                        all));
        this.goals = task.goals().stream()
                .map(goal -> Goal.parse(goal, served.classNames()))
                .toList();
    }

    static Outcome of(Task task) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        TaskRun run = new TaskRun(task);
        Outcome outcome = switch (task.kind()) {
            case CAPACITY -> run.capacity();
            case SERVE -> run.serve();
        };
        return outcome.took(Math.max(0, threads.getCurrentThreadCpuTime() - start));
    }

    /** The requests that a deployment file asks for. */
    static WorkloadSource source(String traffic, String folder) {
        return SOURCES.get(List.of(traffic, folder), () -> {
            DeploymentFile file = new DeploymentFile(Section.parse("deployment", traffic), Path.of(folder));
            return file.workload();
        });
    }

    /** One simulation tells that a capacity is below the floor; only where it is not, the capacity is searched for. */
    private Outcome capacity() {
        CapacityOptions options =
                new CapacityOptions(task.precision(), CapacityOptions.DEFAULT.lowestRate(), CapacityOptions.DEFAULT.highestRate(), task.seed(), 1, true);
        int simulations = 0;
        if (task.floor() > 0) {
            Probe probe = new CapacitySearch(traffic, goals, options).probe(deployment, task.floor(), task.seed());
            if (!probe.met()) {
                return new Outcome(
                        false, 0, task.floor(), Optional.empty(), List.of(), List.of(), 1, 0);
            }
            simulations = 1;
            options = options.withRates(
                    Math.max(options.lowestRate(), task.floor() / (1 + task.precision())), options.highestRate());
        }
        OptionalDouble hint = task.hint() > 0
                ? OptionalDouble.of(Math.max(task.hint(), task.floor()))
                : task.floor() > 0 ? OptionalDouble.of(task.floor()) : OptionalDouble.empty();
        Capacity capacity = new CapacitySearch(traffic, goals, options).of(deployment, hint);
        Summary summary = capacity.summary();
        return new Outcome(
                capacity.rate() > 0,
                capacity.rate(),
                capacity.upperBound(),
                Optional.ofNullable(summary).map(Service::of),
                summary == null ? List.of() : values(summary),
                capacity.notes(),
                simulations + capacity.probes().size(),
                0);
    }

    private Outcome serve() {
        Summary summary = Simulation.run(
                        deployment,
                        traffic.at(task.rate(), task.seed()),
                        task.seed(),
                        ReplicaListener.NONE,
                        arrived -> {})
                .summary();
        List<Double> values = values(summary);
        boolean met = true;
        for (int i = 0; i < goals.size(); i++) {
            met &= goals.get(i).goal().met(values.get(i));
        }
        return new Outcome(
                met,
                task.rate(),
                Double.POSITIVE_INFINITY,
                Optional.of(Service.of(summary)),
                values,
                List.of(),
                1,
                0);
    }

    private List<Double> values(Summary summary) {
        List<Double> values = new ArrayList<>();
        for (Goal goal : goals) {
            values.add(summary.of(goal.qosClass().orElse("")).figure(goal.goal()));
        }
        return values;
    }
}
