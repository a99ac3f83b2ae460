package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.deployment.Goal;
import dev.sangam.measure.figures.Gates;
import dev.sangam.measure.figures.Gates.Gate;
import dev.sangam.measure.figures.JUnitXml;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What each request is held to, and what a run must show. */
final class BenchGoalFlags {
    @ArgGroup(validate = false)
    private BenchSloFlags slos = new BenchSloFlags();

    @Option(
            names = "--gate",
            paramLabel = "GOAL",
            description = "End with exit code 3 unless it is met: 'ttft p99 < 500ms', 'attainment >= 99%%',"
                    + " 'chat: tbt p99 < 100ms', 'error_rate <= 0'. May be repeated. Names: 'sangam metrics'.")
    private List<String> gates = new ArrayList<>();

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write the gates as JUnit XML, for CI.")
    private @Nullable Path junit;

    BenchGoalFlags() {}

    /** What each request is held to. */
    BenchSloFlags slos() {
        return slos;
    }

    /** Refuses classes that no request has. */
    void requireClasses(List<String> classes) {
        slos.requireClasses(classes);
        goals(classes);
    }

    /** What the run must show. */
    List<Goal> goals(List<String> classes) {
        return goals(gates, classes);
    }

    /** Goals as they were written. */
    static List<Goal> goals(List<String> texts, List<String> classes) {
        List<Goal> goals = new ArrayList<>();
        for (String text : texts) {
            try {
                goals.add(Goal.parse(text, classes));
            } catch (IllegalArgumentException e) {
                throw new InputException("--gate " + e.getMessage(), e);
            }
        }
        return goals;
    }

    /** Holds a run to its gates, prints what came of each, and gives the exit code. */
    int status(BenchResult result, PrintWriter text) {
        Gates outcome = Gates.of(result.summary(), goals(BenchResult.classes(result.run())));
        for (Gate gate : outcome.gates()) {
            text.printf("gate          %-30s %s; %s%n", gate.goal(), gate.met() ? "met" : "MISSED", gate.text());
        }
        text.flush();
        if (junit != null) {
            JUnitXml.write(outcome, result.summary(), junit);
        }
        if (!result.summary().validity().valid()) {
            return Sangam.RUN_INVALID;
        }
        return outcome.passed() ? 0 : Sangam.GOAL_MISSED;
    }
}
