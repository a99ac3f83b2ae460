package dev.sangam.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.batchtime.MeasuredProfile;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.profile.MeasuredProfileFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the requests of a run that was measured on vLLM 0.19 and an RTX 4090, with the operators measured on that card and
 * no constant fitted to the run, and compares the mean latencies. Skipped when the data are absent.
 */
class MeasuredRunTest {
    private static final Path RUN =
            Path.of(System.getProperty("sangam.data", "../../shared/data"), "vllm-measured", "rtx4090-llama-3.1-8b");
    private static final int BLOCK = 16;
    private static final double TOLERANCE = 0.02;

    @Test
    void predictsMeanLatenciesOfVllmWithinTwoPercent() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(RUN), () -> "no measured run at " + RUN);
        Workload workload = workload();
        List<JsonNode> measured = Files.readAllLines(RUN.resolve("requests.jsonl")).stream()
                .map(MeasuredRunTest::json)
                .toList();
        MeasuredProfile profile = MeasuredProfileFolder.open(RUN.resolve("profile"))
                .batchTime(
                        ModelCatalogue.resolve("model.json", RUN), Parallelism.NONE, null, CudaGraphs.vllm(256, 2048));
        int blocks = json(Files.readString(RUN.resolve("meta.json")))
                .at("/kv_cache/num_gpu_blocks")
                .asInt();
        Observed observed = new Observed(workload);
        ClusterConfig config = new ClusterConfig(
                1,
                RoutingPolicy.ROUND_ROBIN,
                new SchedulerConfig.VllmV1(2048, 256, 0, SchedulerConfig.Order.FCFS, true),
                new KvConfig(blocks - 1, BLOCK, 0, true),
                1,
                profile);
        new Cluster(config, workload, 0, observed).run(arrived -> {});

        double ttft = mean(measured, r -> seconds(r, "first_token_ts") - seconds(r, "queued_ts"));
        double tpot = mean(
                measured,
                r -> (seconds(r, "last_token_ts") - seconds(r, "first_token_ts"))
                        / (r.get("output_toks").asInt() - 1));
        double endToEnd = mean(measured, r -> seconds(r, "last_token_ts") - seconds(r, "queued_ts"));
        double ttftError = observed.meanTtft() / ttft - 1;
        double tpotError = observed.meanTpot() / tpot - 1;
        double endToEndError = observed.meanEndToEnd() / endToEnd - 1;
        System.out.printf(
                Locale.ROOT,
                "vLLM 0.19, RTX 4090, Llama-3.1-8B: TTFT %.2f s (%+.2f %%), TPOT %.2f ms (%+.2f %%), E2E %.2f s (%+.2f %%),"
                        + " %d preemptions, %d steps%n",
                observed.meanTtft(),
                100 * ttftError,
                1e3 * observed.meanTpot(),
                100 * tpotError,
                observed.meanEndToEnd(),
                100 * endToEndError,
                observed.preemptions,
                observed.steps);
        assertThat(List.of(ttftError, tpotError, endToEndError))
                .allSatisfy(error -> assertThat(Math.abs(error)).isLessThan(TOLERANCE));
    }

    private static Workload workload() throws IOException {
        WorkloadBuilder builder = new WorkloadBuilder();
        try (var reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RUN.resolve("workload.jsonl.gz"))), StandardCharsets.UTF_8))) {
            reader.lines()
                    .map(MeasuredRunTest::json)
                    .forEach(r -> builder.add(
                            r.get("arrival_time_ns").asLong(),
                            r.get("input_toks").asInt(),
                            r.get("output_toks").asInt(),
                            Label.DEFAULT,
                            BlockKeys.of(1, hashes(r.get("input_tok_ids")))));
        }
        return builder.build();
    }

    private static long[] hashes(JsonNode tokens) {
        long[] hashes = new long[tokens.size() / BLOCK];
        long hash = 0;
        for (int i = 0; i < hashes.length * BLOCK; i++) {
            hash = (hash + tokens.get(i).asLong() + 1) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
            hashes[i / BLOCK] = hash;
        }
        return hashes;
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

    /** First and last token of every request, nanoseconds. */
    private static final class Observed implements ReplicaListener {
        private final Workload workload;
        private final long[] first;
        private final long[] last;
        int preemptions;
        int steps;

        Observed(Workload workload) {
            this.workload = workload;
            first = new long[workload.size()];
            last = new long[workload.size()];
            Arrays.fill(first, -1);
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            steps++;
            preemptions += step.preempted().size();
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {
            for (int i = 0; i < step.size(); i++) {
                if (step.emits(i)) {
                    int id = (int) step.sequence(i).request().id();
                    first[id] = first[id] < 0 ? now : first[id];
                    last[id] = now;
                }
            }
        }

        double meanTtft() {
            return mean(id -> first[id] - workload.arrival(id));
        }

        double meanTpot() {
            return mean(id -> (double) (last[id] - first[id]) / (workload.outputTokens(id) - 1));
        }

        double meanEndToEnd() {
            return mean(id -> last[id] - workload.arrival(id));
        }

        private double mean(IntToDoubleFunction nanos) {
            return IntStream.range(0, workload.size())
                            .mapToDouble(nanos)
                            .average()
                            .orElseThrow()
                    / 1e9;
        }
    }
}
