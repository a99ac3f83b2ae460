package dev.sangam.cli;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Stat;
import dev.sangam.files.JsonText;
import dev.sangam.measure.figures.ScopeFigures;
import dev.sangam.measure.report.SweepPage.Level;
import java.util.List;

/** The main figures of a sweep as JSON; each run has a summary of its own with all of them. */
final class SweepJson {
    private SweepJson() {}

    static String text(List<Level> levels) {
        return JsonText.pretty(json -> {
            json.text("schema", "sangam.bench-sweep/1");
            json.flag(
                    "open_loop",
                    levels.stream().allMatch(level -> level.summary().facts().openLoop()));
            json.list("runs", levels, level -> {
                ScopeFigures all = level.summary().all();
                json.number(level.summary().facts().openLoop() ? "rate_requests_per_second" : "users", level.level());
                json.text("report", level.link());
                json.flag("valid", level.summary().validity().valid());
                json.whole("requests", all.counts().requests());
                json.whole("failed_requests", all.counts().failed());
                json.number("throughput_requests_per_second", all.requestsPerSecond());
                json.number("throughput_output_tokens_per_second", all.outputTokensPerSecond());
                json.number("goodput_requests_per_second", all.value(Metric.GOODPUT));
                json.number("attainment_share", all.value(Metric.ATTAINMENT));
                stat(json, "ttft_seconds", all.stat(Metric.TTFT));
                stat(json, "tbt_seconds", all.stat(Metric.TBT));
                stat(json, "ttlt_seconds", all.stat(Metric.TTLT));
                stat(json, "fluidity_share", all.stat(Metric.FLUIDITY));
            });
        });
    }

    private static void stat(JsonText json, String key, Stat stat) {
        boolean none = stat.count() == 0;
        json.section(key, () -> {
            json.number("mean", none ? Double.NaN : stat.mean());
            json.number("p50", none ? Double.NaN : stat.p50());
            json.number("p99", none ? Double.NaN : stat.p99());
        });
    }
}
