package dev.sangam.sim.report;

import dev.sangam.core.metric.Summary;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.List;

/**
 * What {@code summary.json} keeps of a run, enough to compare it with others.
 *
 * @param title one line that names the run
 * @param facts what was simulated
 * @param seed of workload and routing
 * @param summary the figures
 */
public record SavedSummary(String title, List<Fact> facts, long seed, Summary summary) {
    public SavedSummary {
        facts = List.copyOf(facts);
    }

    /** Of a run that has just finished. */
    public static SavedSummary of(RunResult result) {
        return new SavedSummary(result.title(), result.facts(), result.seed(), result.summary());
    }
}
