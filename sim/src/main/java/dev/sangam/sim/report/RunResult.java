package dev.sangam.sim.report;

import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.workload.Workload;
import java.util.List;

/**
 * All that is known of a finished run: what every output is made from.
 *
 * @param title one line that names the run
 * @param facts what was simulated, for people, in order: model, hardware, scheduler, KV cache, workload, ...
 * @param seed of workload and routing
 * @param workload what arrived
 * @param run what happened
 * @param pool what it ran on
 * @param summary the figures
 */
public record RunResult(
        String title, List<Fact> facts, long seed, Workload workload, RunRecorder run, Pool pool, Summary summary) {
    /** A label and its value, such as "model" and "Llama-3-8B". */
    public record Fact(String label, String value) {}
}
