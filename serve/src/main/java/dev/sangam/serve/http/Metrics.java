package dev.sangam.serve.http;

import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.ModelInfo;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The server's metrics: its own names by class of service, and vLLM's, so that dashboards and gateways made for it work. */
final class Metrics {
    private static final double[] FIRST = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560
    };
    private static final double[] BETWEEN = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
        80
    };
    private static final double[] WHOLE = {
        0.01, 0.05, 0.1, 0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
    };
    private static final double[] CHUNKS = {
        1, 16, 32, 64, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 2560, 4096, 8192
    };
    private static final String CLASS = "class";
    private static final String MODEL = "model_name";
    private static final double NANOS = 1e-9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    final Histogram first = histogram("sangam_time_to_first_token_seconds", "Time to first token", FIRST, CLASS);
    final Histogram between = histogram("sangam_time_between_tokens_seconds", "Time between tokens", BETWEEN, CLASS);
    final Histogram whole =
            histogram("sangam_request_duration_seconds", "Time to last token of complete outputs", WHOLE, CLASS);
    final Histogram steps = histogram("sangam_step_duration_seconds", "Time of a step of the engine", BETWEEN);
    final Histogram chunks = histogram("sangam_chunk_tokens", "Prefill tokens of a step that computes any", CHUNKS);
    final Histogram firstAlias = histogram("vllm:time_to_first_token_seconds", "Time to first token", FIRST, MODEL);
    final Histogram betweenAlias = histogram("vllm:inter_token_latency_seconds", "Time between tokens", BETWEEN, MODEL);
    final Counter requests = counter("sangam_requests_total", "Outputs by how they ended", CLASS, "outcome");
    final Counter promptTokens = counter("sangam_prompt_tokens_total", "Prompt tokens of complete outputs", CLASS);
    final Counter cachedTokens =
            counter("sangam_cached_tokens_total", "Of the prompt tokens, those found in the KV cache", CLASS);
    final Counter outputTokens = counter("sangam_output_tokens_total", "Tokens emitted", CLASS);
    final Counter promises = counter(
            "sangam_slo_outputs_total",
            "Outputs that were promised something, by whether they got it",
            CLASS,
            "attained");
    final Counter relegations = counter(
            "sangam_relegations_total", "Outputs that could not meet their deadline and gave way", CLASS, "important");
    final Counter reinstatements =
            counter("sangam_reinstatements_total", "Relegated outputs that could meet it after all", CLASS);
    final Counter preemptions = counter("sangam_preemptions_total", "Requests that lost their KV blocks");
    final Counter answers = counter("sangam_http_responses_total", "Answers by status", "route", "status");

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .labelNames(labels)
                .register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    /** Shows how an engine stands, whenever the metrics are asked for. */
    void watch(Engine engine, Supplier<@Nullable ModelInfo> model, IntSupplier connections) {
        gauge(
                "sangam_engine_ready",
                "1 when the engine takes requests",
                engine,
                s -> s.state() == EngineState.READY ? 1 : 0);
        gauge("sangam_requests_waiting", "Requests that hold no KV blocks", engine, EngineStatus::waiting);
        gauge("sangam_requests_running", "Requests admitted and not finished", engine, EngineStatus::running);
        gauge("sangam_kv_blocks_used", "KV blocks held by requests", engine, EngineStatus::kvBlocksUsed);
        gauge("sangam_kv_blocks", "KV blocks in all", engine, EngineStatus::kvBlocks);
        qos(engine);
        count("sangam_engine_steps_total", "Steps run", engine, EngineStatus::steps);
        count(
                "sangam_engine_restarts_total",
                "How often the engine died and was started again",
                engine,
                EngineStatus::restarts);
        GaugeWithCallback.builder()
                .name("sangam_http_connections")
                .help("Open connections")
                .callback(each -> each.call(connections.getAsInt()))
                .register(registry);
        alias("vllm:num_requests_waiting", "Requests waiting", engine, model, EngineStatus::waiting);
        alias("vllm:num_requests_running", "Requests running", engine, model, EngineStatus::running);
        alias(
                "vllm:kv_cache_usage_perc",
                "Share of the KV blocks held, 0 to 1",
                engine,
                model,
                s -> s.kvBlocks() == 0 ? 0 : (double) s.kvBlocksUsed() / s.kvBlocks());
        GaugeWithCallback.builder()
                .name("vllm:cache_config_info")
                .help("The KV cache")
                .labelNames("block_size", "num_gpu_blocks", "enable_prefix_caching")
                .callback(each -> {
                    ModelInfo known = model.get();
                    if (known != null) {
                        each.call(
                                1,
                                Integer.toString(known.blockTokens()),
                                Integer.toString(known.kvBlocks()),
                                known.prefixCaching() ? "True" : "False");
                    }
                })
                .register(registry);
    }

    /** How a policy that knows deadlines stands. */
    private void qos(Engine engine) {
        gauge(
                "sangam_relegated",
                "Requests that are relegated",
                engine,
                s -> s.qos().relegated());
        gauge(
                "sangam_qos_alpha_seconds_per_token",
                "Weight of remaining work against deadlines in the order of prompts",
                engine,
                s -> s.qos().alphaNanosPerToken() * NANOS);
        gauge(
                "sangam_batch_time_margin",
                "Factor that keeps predicted batch times above most of the measured ones",
                engine,
                s -> s.qos().margin());
        gauge(
                "sangam_backlog_seconds",
                "Predicted time to compute all prompts that wait and are not relegated",
                engine,
                s -> s.qos().backlogNanos() * NANOS);
        GaugeWithCallback.builder()
                .name("sangam_qos_slack_seconds")
                .help("Time until the most urgent token of the running outputs is due; absent when none is")
                .callback(each -> {
                    long slack = engine.status().qos().slackNanos();
                    if (slack != QosStatus.UNLIMITED) {
                        each.call(slack * NANOS);
                    }
                })
                .register(registry);
    }

    private void gauge(String name, String help, Engine engine, ToDoubleFunction<EngineStatus> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(each -> each.call(value.applyAsDouble(engine.status())))
                .register(registry);
    }

    private void count(String name, String help, Engine engine, ToDoubleFunction<EngineStatus> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(each -> each.call(value.applyAsDouble(engine.status())))
                .register(registry);
    }

    private void alias(
            String name,
            String help,
            Engine engine,
            Supplier<@Nullable ModelInfo> model,
            ToDoubleFunction<EngineStatus> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(MODEL)
                .callback(each -> {
                    ModelInfo known = model.get();
                    if (known != null) {
                        each.call(value.applyAsDouble(engine.status()), known.id());
                    }
                })
                .register(registry);
    }

    /**
     * A page of metrics.
     *
     * @param contentType of the text
     * @param text in a format that the client takes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Page(String contentType, byte[] text) {}

    /** All metrics, in a format that an {@code Accept} header allows. */
    Page page(@Nullable String accept) {
        // By hand: the library would choose the binary format for who takes it, whose classes are not here.
        ExpositionFormatWriter writer = accept != null && accept.contains("application/openmetrics-text")
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape());
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written to", e);
        }
        return new Page(writer.getContentType(), text.toByteArray());
    }
}
