package dev.sangam.sim.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.files.JsonText;
import dev.sangam.files.output.OutputFile;
import dev.sangam.sim.report.RunResult.Fact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * {@code summary.json}: every figure of a run with its unit in its key, and the definition of every metric, so that no
 * number stands without its meaning. Equal runs give equal bytes: there is no date, host or version in it.
 */
public final class SummaryJson {
    /** Name and version of the format; a reader refuses any other. */
    public static final String SCHEMA = "sangam.summary/1";

    private SummaryJson() {}

    /** Writes it. */
    public static void write(RunResult result, OutputFile file) {
        file.write(text(result).getBytes(StandardCharsets.UTF_8));
    }

    /** The text of the file. */
    public static String text(RunResult result) {
        return JsonText.pretty(json -> {
            json.text("schema", SCHEMA);
            json.text("title", result.title());
            json.whole("seed", result.seed());
            json.list("facts", result.facts(), fact -> fact(json, fact));
            json.section("pool", () -> pool(json, result.pool()));
            json.section("run", () -> run(json, result.summary()));
            json.section("all", () -> classSummary(json, result.summary().all()));
            json.list("classes", result.summary().classes(), c -> classSummary(json, c));
            json.section("slos", () -> result.workload().classes().forEach(qos -> slo(json, qos)));
            json.section("metrics", () -> metrics(json));
        });
    }

    /**
     * Reads one back.
     *
     * @throws dev.sangam.core.InputException when it is not such a file, or not a complete one
     */
    public static SavedSummary read(Path path) {
        return SummaryReader.read(path);
    }

    private static void fact(JsonText json, Fact fact) {
        json.text("label", fact.label());
        json.text("value", fact.value());
    }

    private static void pool(JsonText json, Pool pool) {
        json.whole("replicas", pool.replicas());
        json.whole("stages_per_replica", pool.stages());
        json.whole("gpus", pool.gpus());
        json.number("price_usd_per_gpu_hour", pool.pricePerGpuHour() > 0 ? pool.pricePerGpuHour() : Double.NaN);
        json.number("peak_flops_per_gpu_per_second", pool.peakFlopsPerGpu() > 0 ? pool.peakFlopsPerGpu() : Double.NaN);
        json.whole("kv_blocks_per_replica", pool.kvBlocksPerReplica());
    }

    private static void run(JsonText json, Summary s) {
        json.whole("requests", s.requests());
        json.whole("completed_requests", s.completed());
        json.number("makespan_seconds", s.makespan());
        json.whole("prompt_tokens", s.promptTokens());
        json.whole("output_tokens", s.outputTokens());
        json.whole("steps", s.steps());
        json.whole("preemptions", s.preemptions());
        json.number("throughput_requests_per_second", s.requestsPerSecond());
        json.number("throughput_output_tokens_per_second", s.outputTokensPerSecond());
        json.number("throughput_tokens_per_second", s.tokensPerSecond());
        json.number("mfu_share", s.mfu());
        json.number("kv_use_share", s.kvUse());
        json.number("prefix_hits_share", s.prefixHits());
        json.number("busy_share", s.busy());
        json.whole("gpus", s.gpus());
        json.number("cost_usd", s.cost());
        json.number("cost_usd_per_million_output_tokens", s.costPerMillionOutputTokens());
    }

    private static void classSummary(JsonText json, ClassSummary c) {
        json.text("name", c.name());
        json.whole("requests", c.requests());
        json.whole("completed_requests", c.completed());
        json.whole("promised_requests", c.promised());
        json.whole("attained_requests", c.attained());
        json.number("attainment_share", c.attainment());
        json.number("goodput_requests_per_second", c.goodput());
        stat(json, "ttft_seconds", c.ttft());
        stat(json, "tbt_seconds", c.tbt());
        stat(json, "tpot_seconds", c.tpot());
        stat(json, "ttlt_seconds", c.ttlt());
        stat(json, "normalised_latency_seconds_per_token", c.normalisedLatency());
        stat(json, "scheduling_delay_seconds", c.schedulingDelay());
        stat(json, "preemption_time_seconds", c.preemptionTime());
        stat(json, "fluidity_share", c.fluidity());
        stat(json, "miss_rate_share", c.missRate());
    }

    /** Percentiles of no values are not 0 but unknown. */
    private static void stat(JsonText json, String key, Stat stat) {
        boolean none = stat.count() == 0;
        json.section(key, () -> {
            json.whole("count", stat.count());
            json.number("mean", none ? Double.NaN : stat.mean());
            json.number("p50", none ? Double.NaN : stat.p50());
            json.number("p90", none ? Double.NaN : stat.p90());
            json.number("p95", none ? Double.NaN : stat.p95());
            json.number("p99", none ? Double.NaN : stat.p99());
            json.number("max", none ? Double.NaN : stat.max());
        });
    }

    private static void slo(JsonText json, QosClass qos) {
        json.section(qos.name(), () -> {
            switch (qos.slo()) {
                case Slo.Interactive(long ttft, long tbt) -> {
                    json.number("ttft_seconds", ttft / 1e9);
                    json.number("tbt_seconds", tbt / 1e9);
                }
                case Slo.NonInteractive(long ttlt) -> json.number("ttlt_seconds", ttlt / 1e9);
                case Slo.BestEffort() -> {}
            }
        });
    }

    private static void metrics(JsonText json) {
        Stream.of(Metric.values())
                .filter(metric -> !metric.client())
                .forEach(metric -> json.section(metric.id(), () -> {
                    json.text("title", metric.title());
                    json.text("unit", metric.unit());
                    json.text("definition", metric.definition());
                }));
    }
}
