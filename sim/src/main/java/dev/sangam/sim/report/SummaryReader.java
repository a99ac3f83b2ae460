package dev.sangam.sim.report;

import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.Section;
import dev.sangam.sim.report.RunResult.Fact;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what {@link SummaryJson} writes. Derived figures are not read but computed again. */
final class SummaryReader {
    private static final double LARGEST = 1e300;

    private SummaryReader() {}

    /** Reads a summary, or the one in a run folder. */
    static SavedSummary read(Path path) {
        Section root = Section.read(Files.isDirectory(path) ? path.resolve(RunFolder.SUMMARY) : path);
        String schema = root.text("schema");
        if (!schema.equals(SummaryJson.SCHEMA)) {
            throw root.error("schema", "is '" + schema + "'; it must be '" + SummaryJson.SCHEMA + "'");
        }
        return new SavedSummary(
                root.text("title"),
                root.sections("facts").stream()
                        .map(fact -> new Fact(fact.text("label"), fact.text("value")))
                        .toList(),
                root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElseThrow(() -> root.error("seed", "is missing")),
                summary(root));
    }

    private static Summary summary(Section root) {
        Section run = root.section("run");
        return new Summary(
                count(run, "requests"),
                count(run, "completed_requests"),
                number(run, "makespan_seconds"),
                whole(run, "prompt_tokens"),
                whole(run, "output_tokens"),
                whole(run, "steps"),
                whole(run, "preemptions"),
                number(run, "mfu_share"),
                number(run, "kv_use_share"),
                number(run, "prefix_hits_share"),
                number(run, "busy_share"),
                count(run, "gpus"),
                number(run, "cost_usd"),
                classSummary(root.section("all")),
                root.sections("classes").stream()
                        .map(SummaryReader::classSummary)
                        .toList());
    }

    private static ClassSummary classSummary(Section c) {
        return new ClassSummary(
                c.text("name"),
                count(c, "requests"),
                count(c, "completed_requests"),
                count(c, "promised_requests"),
                count(c, "attained_requests"),
                number(c, "goodput_requests_per_second"),
                stat(c.section("ttft_seconds")),
                stat(c.section("tbt_seconds")),
                stat(c.section("tpot_seconds")),
                stat(c.section("ttlt_seconds")),
                stat(c.section("normalised_latency_seconds_per_token")),
                stat(c.section("scheduling_delay_seconds")),
                stat(c.section("preemption_time_seconds")),
                stat(c.section("fluidity_share")),
                stat(c.section("miss_rate_share")));
    }

    private static Stat stat(Section s) {
        long count = whole(s, "count");
        return count == 0
                ? Stat.NONE
                : new Stat(
                        count,
                        number(s, "mean"),
                        number(s, "p50"),
                        number(s, "p90"),
                        number(s, "p95"),
                        number(s, "p99"),
                        number(s, "max"));
    }

    private static int count(Section s, String key) {
        return s.integer(key, 0, Integer.MAX_VALUE).orElseThrow(() -> s.error(key, "is missing"));
    }

    private static long whole(Section s, String key) {
        return s.whole(key, 0, Long.MAX_VALUE).orElseThrow(() -> s.error(key, "is missing"));
    }

    /** Absent is an error, {@code null} is a figure that is not known. */
    private static double number(Section s, String key) {
        if (!s.keys().contains(key)) {
            throw s.error(key, "is missing");
        }
        return s.number(key, -LARGEST, LARGEST).orElse(Double.NaN);
    }
}
