package dev.sangam.sim.search;

import dev.sangam.core.InputException;
import dev.sangam.core.request.Slo;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.deployment.PlanSection;
import dev.sangam.files.workload.WorkloadSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a plan is asked for.
 *
 * @param root a deployment file with a section {@code plan}
 * @param folder where its relative paths start, absolute
 * @param name of the deployment
 * @param plan the section
 * @param workload what is to be served
 * @param ownRate requests per second of the workload by itself
 * @param rate requests per second that are to be served
 * @param goals within which
 * @param space among which configurations
 */
public record Question(
        Section root,
        Path folder,
        String name,
        PlanSection plan,
        WorkloadSource workload,
        double ownRate,
        double rate,
        List<Goal> goals,
        Space space) {
    private static final String DEFAULT_ATTAINMENT = ": attainment >= 99%";

    public Question {
        goals = List.copyOf(goals);
    }

    /**
     * Reads and checks a file. Every key of it must be known.
     *
     * @param folder where relative paths in it start
     */
    public static Question of(Section root, Path folder) {
        Path absolute = folder.toAbsolutePath();
        DeploymentFile file = new DeploymentFile(root.copy(), absolute);
        PlanSection plan = file.plan();
        WorkloadSource workload = file.workload();
        List<Goal> goals = goals(file, workload);
        double ownRate = workload.meanRate();
        if (!Double.isFinite(ownRate)) {
            throw root.error(
                    "workload",
                    "has requests that arrive at once, so it has no rate to be served. Maybe give it a rate");
        }
        return new Question(
                root,
                absolute,
                file.name(),
                plan,
                workload,
                ownRate,
                plan.rate().orElse(ownRate),
                goals,
                Space.of(root, absolute, plan, workload));
    }

    /** Those of the file, or else that every class gets what it was promised. */
    private static List<Goal> goals(DeploymentFile file, WorkloadSource workload) {
        List<Goal> goals = file.goals(workload.classNames());
        if (!goals.isEmpty()) {
            goals.stream()
                    .filter(goal -> goal.goal().metric().client())
                    .findFirst()
                    .ifPresent(goal -> {
                        throw file.root()
                                .error(
                                        "slos",
                                        "has '" + goal + "', which only a client can know; no simulation has it");
                    });
            return goals;
        }
        List<Goal> promised = workload.classes().stream()
                .filter(qos -> !(qos.slo() instanceof Slo.BestEffort))
                .map(qos -> Goal.parse(qos.name() + DEFAULT_ATTAINMENT, workload.classNames()))
                .toList();
        if (promised.isEmpty()) {
            throw new InputException(file.root().file() + ": neither slos nor a class of the workload says what is good"
                    + " enough. Maybe slos: [\"ttft p90 < 2s\", \"tbt p99 < 200ms\"]");
        }
        return promised;
    }

    /** Requests of some classes, all of them when empty, as a group of its own. */
    Group group(List<String> classes) {
        WorkloadSource served = classes.isEmpty() ? workload : workload.ofClasses(classes);
        List<Goal> own = goals.stream()
                .filter(goal -> classes.isEmpty()
                        || goal.qosClass().map(classes::contains).orElse(true))
                .toList();
        return new Group(classes, rate * served.meanRate() / ownRate, own);
    }

    /** The keys of the file that say what is served, as JSON. */
    String traffic() {
        Section file = root.copy();
        file.keys().stream()
                .filter(key -> !key.equals("workload") && !key.equals("classes"))
                .forEach(file::forget);
        return file.json();
    }

    /** Names of the model, as the file has it. */
    String model() {
        Section file = root.copy();
        return file.isSection("model")
                ? file.section("model").optionalText("name").orElse("")
                : Optional.ofNullable(file.optionalText("model").orElse(null)).orElse("");
    }

    /**
     * Requests that are served together.
     *
     * @param classes their classes; empty for all
     * @param rate requests per second
     * @param goals that hold for them
     */
    public record Group(List<String> classes, double rate, List<Goal> goals) {
        /** For people. */
        public String name() {
            return classes.isEmpty() ? "all" : String.join(", ", classes);
        }
    }
}
