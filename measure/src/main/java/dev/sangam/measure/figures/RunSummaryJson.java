package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Metric.Kind;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.JsonText;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.OutputFile;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.TokenSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code summary.json} of a benchmark: every figure under the id of its metric with its unit, the definition of every
 * metric, and what other tools call it.
 */
public final class RunSummaryJson {
    /** Name and version of the format. */
    public static final String SCHEMA = "sangam.bench/1";

    private RunSummaryJson() {}

    /** Writes it. */
    public static void write(RunSummary summary, List<Label> labels, OutputFile file) {
        file.write(text(summary, labels).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The text of the file.
     *
     * @param labels of the record
     */
    public static String text(RunSummary summary, List<Label> labels) {
        return JsonText.pretty(json -> {
            json.text("schema", SCHEMA);
            json.section("facts", () -> facts(json, summary.facts()));
            json.flag("valid", summary.validity().valid());
            json.list("findings", summary.validity().findings(), finding -> {
                json.text("kind", word(finding.kind()));
                json.flag("invalidates", finding.kind().invalidates());
                json.text("text", finding.text());
            });
            json.section("all", () -> scope(json, summary.all()));
            json.list("classes", summary.classes(), scope -> scope(json, scope));
            json.list("endpoints", summary.endpoints(), scope -> scope(json, scope));
            json.list("lateness_histogram", summary.lateness().steps(), step -> {
                json.number("up_to_seconds", step.upToSeconds());
                json.whole("requests", step.requests());
            });
            json.whole("unsent_requests", summary.lateness().unsent());
            json.section("slos", () -> slos(json, summary.slos(), labels));
            json.texts(
                    "goals", summary.slos().goals().stream().map(Goal::toString).toList());
            definitions(json);
        });
    }

    private static void facts(JsonText json, RunFacts facts) {
        json.texts("endpoints", facts.endpoints());
        json.text("model", facts.model());
        json.text("load", facts.load());
        json.flag("open_loop", facts.openLoop());
        json.whole("seed", facts.seed());
        json.text("started_at", facts.startedAt());
        json.number("warmup_seconds", facts.warmupNanos() / 1e9);
        json.number("duration_seconds", facts.nanos() / 1e9);
        json.number("generator_cpu_seconds", facts.generator().cpuNanos() / 1e9);
        json.whole("generator_cores", facts.generator().cores());
        json.whole("peak_streams", facts.generator().peakStreams());
    }

    private static void scope(JsonText json, ScopeFigures scope) {
        json.text("name", scope.name());
        counts(json, scope.counts());
        json.number("makespan_seconds", scope.makespanSeconds());
        json.number("throughput_requests_per_second", scope.requestsPerSecond());
        json.number("throughput_output_tokens_per_second", scope.outputTokensPerSecond());
        json.number("throughput_prompt_tokens_per_second", scope.promptTokensPerSecond());
        for (Metric metric : Metric.values()) {
            if (Goals.measured(metric) && (metric.kind() == Kind.SHARE || metric.kind() == Kind.RATE)) {
                json.number(key(metric), scope.value(metric));
            }
        }
        for (Metric metric : Metric.values()) {
            if (Goals.measured(metric) && (metric.kind() == Kind.TIMES || metric.kind() == Kind.SHARES)) {
                json.section(key(metric), () -> stat(json, scope.stat(metric)));
            }
        }
    }

    private static void counts(JsonText json, Counts counts) {
        json.whole("requests", counts.requests());
        json.whole("warmup_requests", counts.warmup());
        json.section("outcomes", () -> {
            for (Outcome outcome : Outcome.values()) {
                json.whole(word(outcome), counts.of(outcome));
            }
        });
        json.section(
                "http_statuses",
                () -> counts.statuses().forEach((status, n) -> json.whole(Integer.toString(status), n)));
        json.whole("failed_requests", counts.failed());
        json.whole("promised_requests", counts.promised());
        json.whole("attained_requests", counts.attained());
        json.whole("empty_answers", counts.empty());
        json.whole("answers_in_one_piece", counts.inOnePiece());
        json.whole("extrapolated_prefill_deadlines", counts.extrapolated());
        json.whole("prompt_tokens", counts.promptTokens());
        json.number("cached_prompt_tokens", counts.cachedTokens() < 0 ? Double.NaN : counts.cachedTokens());
        json.whole("output_tokens", counts.outputTokens());
        json.section("output_tokens_counted_by", () -> {
            for (TokenSource source : TokenSource.values()) {
                json.number(
                        word(source) + "_share",
                        counts.tokenSources().getOrDefault(source, 0) / (double) counts.completed());
            }
        });
    }

    /** Percentiles of no values are not 0 but unknown. */
    private static void stat(JsonText json, Stat stat) {
        boolean none = stat.count() == 0;
        json.whole("count", stat.count());
        json.number("mean", none ? Double.NaN : stat.mean());
        json.number("p50", none ? Double.NaN : stat.p50());
        json.number("p90", none ? Double.NaN : stat.p90());
        json.number("p95", none ? Double.NaN : stat.p95());
        json.number("p99", none ? Double.NaN : stat.p99());
        json.number("max", none ? Double.NaN : stat.max());
    }

    private static void slos(JsonText json, SloSettings settings, List<Label> labels) {
        Map<String, Promise> classes = new TreeMap<>();
        labels.forEach(label -> classes.put(label.qos().name(), settings.promise(label)));
        classes.forEach((name, promise) -> json.section(name, () -> {
            switch (promise.slo()) {
                case Slo.Interactive(long ttft, long tbt) -> {
                    json.number("ttft_seconds", promise.prefill().isPresent() ? Double.NaN : ttft / 1e9);
                    json.number("tbt_seconds", tbt / 1e9);
                }
                case Slo.NonInteractive(long ttlt) -> json.number("ttlt_seconds", ttlt / 1e9);
                case Slo.BestEffort() -> {}
            }
            json.texts(
                    "further_limits_of_each_request",
                    promise.limits().stream().map(limit -> limit.toString()).toList());
        }));
        settings.prefill()
                .ifPresent(fitted -> json.section("fitted_prefill_deadline", () -> {
                    json.number("a_seconds", fitted.profile().a());
                    json.number("b_seconds_per_token", fitted.profile().b());
                    json.number("c_seconds_per_token_squared", fitted.profile().c());
                    json.whole("min_tokens", fitted.profile().minTokens());
                    json.whole("max_tokens", fitted.profile().maxTokens());
                    json.number("slack_seconds", fitted.slackNanos() / 1e9);
                }));
    }

    private static void definitions(JsonText json) {
        json.section(
                "metrics",
                () -> Stream.of(Metric.values())
                        .filter(Goals::measured)
                        .forEach(metric -> json.section(metric.id(), () -> {
                            json.text("title", metric.title());
                            json.text("unit", metric.unit());
                            json.text("definition", metric.definition());
                        })));
        json.list("names_elsewhere", List.of(PeerName.values()), peer -> {
            json.text("tool", peer.tool());
            json.text("name", peer.word());
            json.text("metric", peer.metric().id());
            json.text("definition", peer.definition());
        });
    }

    /** The id of a metric and its unit: {@code ttft_seconds}. */
    static String key(Metric metric) {
        String unit = metric.unit().replace("/s", "_per_second");
        String words = unit.equals("s") ? "seconds" : unit.equals("s/token") ? "seconds_per_token" : unit;
        return metric.id() + "_" + words;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
