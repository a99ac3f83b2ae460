package dev.sangam.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.model.Interconnect;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.trace.TraceReader;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.profile.MeasuredProfileFolder;
import dev.sangam.sim.profile.ProfileUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the requests of every run that was measured on vLLM, found under {@code -Dsangam.data=DIR}, with the operators
 * measured on the same GPU and no constant fitted to the run, and compares the mean latencies. Prints a line per run.
 */
class MeasuredRunTest {
    private static final Path RUNS = Path.of(System.getProperty("sangam.data", "../../shared/data"), "vllm-measured");
    private static final double TOLERANCE = 0.05;

    @TestFactory
    Stream<DynamicTest> meanLatenciesOfVllmArePredictedWithinFivePercent() throws IOException {
        if (!Files.isDirectory(RUNS)) {
            return Stream.of(
                    DynamicTest.dynamicTest("no data", () -> Assumptions.abort("no measured runs under " + RUNS)));
        }
        try (Stream<Path> folders = Files.list(RUNS)) {
            return folders
                    .filter(folder -> Files.isRegularFile(folder.resolve("requests.jsonl")))
                    .sorted()
                    .toList()
                    .stream()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
        }
    }

    private static void compare(Path folder) throws IOException {
        Summary run = simulate(folder);
        List<JsonNode> measured = Files.readAllLines(folder.resolve("requests.jsonl")).stream()
                .map(MeasuredRunTest::json)
                .toList();
        double ttft =
                run.all().ttft().mean() / mean(measured, r -> seconds(r, "first_token_ts") - seconds(r, "queued_ts"));
        double tpot = run.all().tpot().mean()
                / mean(
                        measured.stream()
                                .filter(r -> seconds(r, "output_toks") > 1)
                                .toList(),
                        r -> (seconds(r, "last_token_ts") - seconds(r, "first_token_ts"))
                                / (seconds(r, "output_toks") - 1));
        double endToEnd =
                run.all().ttlt().mean() / mean(measured, r -> seconds(r, "last_token_ts") - seconds(r, "queued_ts"));
        System.out.printf(
                Locale.ROOT,
                "%s: TTFT %.2f s (%+.2f %%), TPOT %.2f ms (%+.2f %%), E2E %.2f s (%+.2f %%), %d preemptions, %d steps%n",
                folder.getFileName(),
                run.all().ttft().mean(),
                100 * (ttft - 1),
                1e3 * run.all().tpot().mean(),
                100 * (tpot - 1),
                run.all().ttlt().mean(),
                100 * (endToEnd - 1),
                run.preemptions(),
                run.steps());
        assertThat(List.of(ttft, tpot, endToEnd))
                .allSatisfy(ratio -> assertThat(ratio).isBetween(1 - TOLERANCE, 1 + TOLERANCE));
    }

    /** The run under the settings that vLLM reported. */
    private static Summary simulate(Path folder) throws IOException {
        JsonNode meta = json(Files.readString(folder.resolve("meta.json")));
        JsonNode scheduler = meta.at("/resolved_config/scheduler_config");
        int sequences = meta.at("/engine_kwargs/max_num_seqs").asInt();
        int budget = meta.at("/engine_kwargs/max_num_batched_tokens").asInt();
        Parallelism parallelism =
                new Parallelism(meta.at("/engine_kwargs/tensor_parallel_size").asInt(1), 1);
        boolean eager = meta.at("/resolved_config/model_config/enforce_eager").asBoolean();
        ModelSpec model = ModelCatalogue.resolve("model.json", folder);
        ClusterConfig config = new ClusterConfig(
                1,
                RoutingPolicy.ROUND_ROBIN,
                new VllmV1(
                        budget,
                        sequences,
                        scheduler.get("long_prefill_token_threshold").asInt(),
                        Order.FCFS,
                        scheduler.get("async_scheduling").asBoolean()),
                // vLLM keeps block 0 to itself.
                new KvConfig(
                        meta.at("/kv_cache/num_gpu_blocks").asInt() - 1,
                        meta.at("/kv_cache/block_size").asInt(),
                        0,
                        meta.at("/kv_cache/enable_prefix_caching").asBoolean()),
                1,
                MeasuredProfileFolder.open(folder.resolve("profile"))
                        .batchTime(new ProfileUse(
                                model,
                                parallelism,
                                new Collectives(parallelism.tensor(), link(folder), link(folder)),
                                eager ? CudaGraphs.NONE : CudaGraphs.vllm(sequences, budget),
                                16)));
        Workload workload = TraceReader.read(folder.resolve("workload.jsonl.gz"), Label.DEFAULT, Map.of())
                .workload();
        RunRecorder recorder = new RunRecorder(BatchShape::tokens);
        new Cluster(config, workload, 0, recorder).run(arrived -> {});
        return Summaries.of(workload, recorder, new Pool(1, 1, 1, 0, 0, 1));
    }

    /** What joins the GPUs, as the simulator that published the run describes it: GB/s and nanoseconds. */
    private static Interconnect link(Path folder) throws IOException {
        JsonNode cluster = json(Files.readString(folder.resolve("config.json")));
        return new Interconnect(
                cluster.get("link_bw").asDouble() * 1e9,
                cluster.get("link_latency").asDouble());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static double seconds(JsonNode request, String field) {
        return request.get(field).asDouble();
    }

    private static double mean(List<JsonNode> requests, ToDoubleFunction<JsonNode> value) {
        return requests.stream().mapToDouble(value).average().orElseThrow();
    }
}
