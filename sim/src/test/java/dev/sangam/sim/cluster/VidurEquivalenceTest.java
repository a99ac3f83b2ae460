package dev.sangam.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.sangam.core.batchtime.OperatorTables;
import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.core.batchtime.Sharding;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.sim.profile.OperatorTableFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays every recorded run of Vidur found under {@code -Dsangam.data=DIR}: the same batches (ids and tokens) in every
 * iteration, the same restarts, and times within 1 us. Prints a line per case.
 */
class VidurEquivalenceTest {
    private static final Path DATA = Path.of(System.getProperty("sangam.data", "../../shared/data"), "vidur-reference");
    private static final long TOLERANCE_NANOS = 1_000;

    private final Map<String, OperatorTimes> tables = new HashMap<>();

    @TestFactory
    Stream<DynamicTest> everyRecordedRunIsReproducedBatchByBatch() {
        if (!Files.isRegularFile(DATA.resolve("cases.csv"))) {
            return Stream.of(
                    DynamicTest.dynamicTest("no data", () -> Assumptions.abort("no recorded runs under " + DATA)));
        }
        return records(DATA.resolve("cases.csv")).stream()
                .filter(c -> Files.isDirectory(DATA.resolve(c.getField("case"))))
                .map(c -> DynamicTest.dynamicTest(c.getField("case"), () -> replay(c)));
    }

    private void replay(NamedCsvRecord c) {
        Path folder = DATA.resolve(c.getField("case"));
        Workload workload = workload(folder.resolve("requests_in.csv"));
        List<NamedCsvRecord> expected = records(folder.resolve("requests_out.csv"));
        Comparison comparison = new Comparison(workload.size(), batches(folder.resolve("batches.csv.gz")));
        int[] replicaOf =
                expected.stream().mapToInt(r -> whole(r, "replica_id")).toArray();
        ClusterConfig config = config(c);
        Cluster cluster = c.getField("router").equals("random")
                ? new Cluster(config, workload, comparison, (r, w) -> request -> replicaOf[(int) request.id()])
                : new Cluster(config, workload, 0, comparison);
        cluster.run(arrived -> {});
        comparison.checkRequests(expected);
        System.out.printf(
                Locale.ROOT,
                "%-55s %6d requests %7d iterations, largest time difference %d ns%n",
                c.getField("case"),
                workload.size(),
                comparison.iterations,
                comparison.largestDifference);
        assertThat(comparison.iterations).as("iterations").isEqualTo(whole(c, "iterations"));
        assertThat(comparison.largestDifference)
                .as("largest time difference, ns")
                .isLessThanOrEqualTo(TOLERANCE_NANOS);
    }

    private ClusterConfig config(NamedCsvRecord c) {
        Sharding sharding = sharding(c);
        OperatorTimes times = tables.computeIfAbsent(
                c.getField("tables"),
                set -> OperatorTableFolder.read(DATA.resolve("tables").resolve(set)));
        int block = whole(c, "block_size");
        double watermark = c.getField("scheduler").equals("sarathi")
                        || c.getField("scheduler").equals("vllm")
                ? 0.01
                : 0;
        return new ClusterConfig(
                whole(c, "replicas"),
                c.getField("router").equals("lor") ? RoutingPolicy.VIDUR_LOR : RoutingPolicy.ROUND_ROBIN,
                scheduler(c, block),
                new KvConfig((int) Double.parseDouble(c.getField("kv_blocks")), block, watermark, false),
                sharding.pipelineStages(),
                new OperatorTables(times, sharding));
    }

    private static SchedulerConfig scheduler(NamedCsvRecord c, int block) {
        int cap = whole(c, "batch_cap");
        int longest = whole(c, "max_blocks_per_sequence") * block;
        return switch (c.getField("scheduler")) {
            case "sarathi" -> new SchedulerConfig.Sarathi(whole(c, "chunk"), cap, 1, null, RestartRule.FROM_PROCESSED);
            case "vllm" -> new SchedulerConfig.VllmV0(whole(c, "max_tokens_in_batch"), cap, RestartRule.FROM_PROCESSED);
            case "orca" -> new SchedulerConfig.Orca(cap, longest);
            case "faster_transformer" -> new SchedulerConfig.FasterTransformer(cap, longest);
            case "lightllm" -> new SchedulerConfig.LightLlm(whole(c, "max_tokens_in_batch"), cap);
            default -> throw new IllegalArgumentException(c.getField("scheduler"));
        };
    }

    private static Sharding sharding(NamedCsvRecord c) {
        int tp = whole(c, "tp");
        int pp = whole(c, "pp");
        return switch (c.getField("model")) {
            case "meta-llama/Llama-2-7b-hf" -> new Sharding(32, 32, 32, tp, pp);
            case "meta-llama/Llama-2-70b-hf" -> new Sharding(80, 64, 8, tp, pp);
            case "meta-llama/Meta-Llama-3-8B" -> new Sharding(32, 32, 8, tp, pp);
            case "Qwen/Qwen-2-7B" -> new Sharding(28, 28, 4, tp, pp);
            default -> throw new IllegalArgumentException(c.getField("model"));
        };
    }

    private static Workload workload(Path file) {
        WorkloadBuilder builder = new WorkloadBuilder();
        String before = "";
        long latest = -1;
        for (NamedCsvRecord r : records(file)) {
            String arrivedAt = r.getField("arrived_at");
            // Vidur's clock tells arrivals apart that are less than a nanosecond from each other.
            long later = arrivedAt.equals(before) ? latest : latest + 1;
            latest = Math.max(later, nanos(arrivedAt));
            before = arrivedAt;
            builder.add(latest, whole(r, "num_prefill_tokens"), whole(r, "num_decode_tokens"), Label.DEFAULT);
        }
        return builder.build();
    }

    private static int whole(NamedCsvRecord r, String field) {
        return (int) Double.parseDouble(r.getField(field));
    }

    private static long nanos(String seconds) {
        return new BigDecimal(seconds)
                .movePointRight(9)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static List<NamedCsvRecord> records(Path file) {
        try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            return csv.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of the recorded batches, in order, per replica. */
    private static Map<Integer, List<String>> batches(Path file) {
        Map<Integer, List<String>> lines = new HashMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.readLine();
            reader.lines()
                    .forEach(line -> lines.computeIfAbsent(
                                    Integer.parseInt(line.split(",", 3)[1]), r -> new ArrayList<>())
                            .add(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** Compares each step as it starts, and collects what the requests went through. */
    private static final class Comparison implements ReplicaListener {
        private final Map<Integer, List<String>> batches;
        private final Map<Integer, Integer> next = new HashMap<>();
        private final long[] scheduled;
        private final long[] prefilled;
        private final long[] completed;
        private final int[] restarts;
        int iterations;
        long largestDifference;

        Comparison(int requests, Map<Integer, List<String>> batches) {
            this.batches = batches;
            scheduled = new long[requests];
            prefilled = new long[requests];
            completed = new long[requests];
            restarts = new int[requests];
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            iterations++;
            int index = next.merge(replica.id(), 1, Integer::sum) - 1;
            List<String> expected = batches.getOrDefault(replica.id(), List.of());
            assertThat(index).as("batches of replica " + replica.id()).isLessThan(expected.size());
            String[] fields = expected.get(index).split(",", -1);
            StringBuilder ids = new StringBuilder();
            StringBuilder tokens = new StringBuilder();
            for (int i = 0; i < step.size(); i++) {
                Sequence s = step.sequence(i);
                int id = (int) s.request().id();
                ids.append(i == 0 ? "" : " ").append(id);
                tokens.append(i == 0 ? "" : " ").append(step.tokens(i));
                if (s.computed() == 0) {
                    restarts[id] = s.preemptions();
                    scheduled[id] = s.preemptions() == 0 ? now : scheduled[id];
                }
            }
            assertThat(ids + " / " + tokens)
                    .as("batch " + fields[0] + " at " + fields[2])
                    .isEqualTo(fields[6] + " / " + fields[7].replace(".0", ""));
            differ(now, fields[2]);
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {
            for (int i = 0; i < step.size(); i++) {
                int id = (int) step.sequence(i).request().id();
                if (step.emits(i) && prefilled[id] == 0) {
                    prefilled[id] = now;
                }
                if (result.finished(i)) {
                    completed[id] = now;
                }
            }
        }

        void checkRequests(List<NamedCsvRecord> expected) {
            for (NamedCsvRecord r : expected) {
                int id = whole(r, "request_id");
                differ(scheduled[id], r.getField("scheduled_at"));
                differ(prefilled[id], r.getField("prefill_completed_at"));
                differ(completed[id], r.getField("completed_at"));
                assertThat(restarts[id]).as("restarts of request " + id).isEqualTo(whole(r, "num_restarts"));
            }
        }

        private void differ(long actual, String expectedSeconds) {
            largestDifference = Math.max(largestDifference, Math.abs(actual - nanos(expectedSeconds)));
        }
    }
}
