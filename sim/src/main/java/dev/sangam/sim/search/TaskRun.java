package dev.sangam.sim.search;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.plan.Capacity;
import dev.sangam.sim.plan.CapacityOptions;
import dev.sangam.sim.plan.CapacitySearch;
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
    /** Who may wait longer than this can outlast most runs. */
    private static final double LONG_SECONDS = 30;
    /** A run should last so many times as long as a request may wait. */
    private static final int SPANS = 10;

    private static final Kept<List<String>, Deployment> DEPLOYMENTS = new Kept<>(KEPT_DEPLOYMENTS);
    private static final Kept<List<String>, WorkloadSource> SOURCES = new Kept<>(KEPT_SOURCES);

    private final Task task;
    private final Traffic traffic;
    private final Deployment deployment;
    private final List<Goal> goals;
    private final double patience;

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
        this.patience = patience(goals, served);
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
        CapacityOptions options = new CapacityOptions(
                task.precision(),
                CapacityOptions.DEFAULT.lowestRate(),
                CapacityOptions.DEFAULT.highestRate(),
                task.seed(),
                1,
                true);
        if (task.floor() > 0) {
            CapacitySearch search = new CapacitySearch(traffic, goals, options);
            if (!search.probe(deployment, task.floor(), task.seed()).met()) {
                return Outcome.none(task.floor(), 1);
            }
            double lowest = Math.max(options.lowestRate(), task.floor() / (1 + task.precision()));
            options = options.withRates(lowest, options.highestRate());
        }
        boolean patient = patience >= LONG_SECONDS;
        Outcome found = patient ? sustained(options) : found(options);
        return !patient && tooShort(found.rate()) ? sustained(options) : found;
    }

    /** The capacity among the rates that could go on for ever. */
    private Outcome sustained(CapacityOptions options) {
        double sustained = sustained();
        return sustained < options.lowestRate()
                ? Outcome.none(sustained, 1)
                : found(options.withRates(options.lowestRate(), Math.min(options.highestRate(), sustained)));
    }

    private Outcome found(CapacityOptions options) {
        double hint = Math.min(Math.max(task.hint(), task.floor()), options.highestRate());
        Capacity capacity = new CapacitySearch(traffic, goals, options)
                .of(deployment, hint > 0 ? OptionalDouble.of(hint) : OptionalDouble.empty());
        Summary summary = capacity.summary();
        return new Outcome(
                capacity.rate() > 0,
                capacity.rate(),
                capacity.upperBound(),
                Optional.ofNullable(summary).map(Service::of),
                summary == null ? List.of() : values(summary),
                capacity.notes(),
                capacity.probes().size() + (task.floor() > 0 ? 1 : 0),
                0);
    }

    private Outcome serve() {
        Summary summary = simulated(task.rate());
        List<Double> values = values(summary);
        boolean doubtful = patience >= LONG_SECONDS || tooShort(task.rate());
        double sustained = doubtful ? sustained() : Double.POSITIVE_INFINITY;
        boolean met = task.rate() <= sustained;
        for (int i = 0; i < goals.size(); i++) {
            met &= goals.get(i).goal().met(values.get(i));
        }
        return new Outcome(met, task.rate(), sustained, Optional.of(Service.of(summary)), values, List.of(), 1, 0);
    }

    private Summary simulated(double rate) {
        Workload workload = traffic.at(rate, task.seed());
        return Simulation.run(deployment, workload, task.seed(), ReplicaListener.NONE, arrived -> {})
                .summary();
    }

    /** Whether a run is over before somebody has waited too long, though its queue grows. */
    private boolean tooShort(double rate) {
        return task.requests() / rate < SPANS * patience;
    }

    /**
     * A rate that could go on for ever: what is completed per second while there is always work. It costs a whole run, and
     * matters only where a run is short beside what a request may wait.
     */
    private double sustained() {
        Summary all = simulated(CapacityOptions.DEFAULT.highestRate());
        return all.requests() / all.makespan();
    }

    /** The longest that a request may wait, seconds. */
    private static double patience(List<Goal> goals, WorkloadSource served) {
        double longest = 0;
        for (Goal goal : goals) {
            boolean limit = goal.goal().metric().kind() == Metric.Kind.TIMES;
            longest = Math.max(longest, limit ? goal.goal().limit() : 0);
        }
        for (QosClass qos : served.classes()) {
            longest = Math.max(
                    longest,
                    switch (qos.slo()) {
                        case Slo.Interactive(long ttft, long tbt) -> ttft / 1e9;
                        case Slo.NonInteractive(long ttlt) -> ttlt / 1e9;
                        case Slo.BestEffort() -> 0;
                    });
        }
        return longest;
    }

    private List<Double> values(Summary summary) {
        List<Double> values = new ArrayList<>();
        for (Goal goal : goals) {
            values.add(summary.of(goal.qosClass().orElse("")).figure(goal.goal()));
        }
        return values;
    }
}
