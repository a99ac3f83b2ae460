package dev.sangam.benchmarks;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.plan.Capacity;
import dev.sangam.sim.plan.CapacityOptions;
import dev.sangam.sim.plan.CapacitySearch;
import dev.sangam.sim.plan.Probe;
import dev.sangam.sim.plan.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a search for capacities costs: {@code search DATA} is the search over three schedulers of Vidur's recorded case, in a
 * fresh process; {@code cost} simulates the same search again and again, warm, on one thread and on several.
 */
public final class PlanBenchmark {
    private static final List<String> SCHEDULERS = List.of(
            "{policy: vllm-v0, max_batch_tokens: 4096, max_sequences: 128, restart: from-processed}",
            "{policy: sarathi, token_budget: 512, restart: from-processed}",
            "{policy: sarathi, token_budget: 1024, restart: from-processed}");
    private static final List<Goal> GOALS = List.of(Goal.parse("scheduling_delay p99 <= 5s", List.of()));
    private static final int ROUNDS = 8;

    private PlanBenchmark() {}

    /** Runs one of the two. */
    public static void main(String[] args) throws Exception {
        if (args.length == 2 && args[0].equals("search")) {
            search(Path.of(args[1]).toAbsolutePath());
        } else if (args.length == 1 && args[0].equals("cost")) {
            cost();
        } else {
            throw new IllegalArgumentException("search DATA, or cost");
        }
    }

    private static void search(Path data) {
        Duration start = cpu();
        Path vidur = data.resolve("vidur-reference");
        String batchTime = "batch_time: {source: vidur-profile, path: '"
                + vidur.resolve("profiles/compute/a100/meta-llama/Llama-2-7b-hf") + "', network: '"
                + vidur.resolve("profiles/network/a100_dgx") + "'}\n";
        String lengths = data.resolve("traces/vidur_arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv")
                .toString();
        WorkloadSource workload = deployment(
                        SCHEDULERS.getFirst(),
                        batchTime,
                        "workload: {requests: 1000, arrivals: {process: poisson, rate: 1, gap_cap: 3}, lengths: {file: '"
                                + lengths + "', max_total: 4096}}")
                .workload();
        List<Deployment> deployments = SCHEDULERS.stream()
                .map(scheduler -> Deployment.serving(file(scheduler, batchTime, ""), workload))
                .toList();
        Duration read = cpu();
        CapacitySearch search = new CapacitySearch(Traffic.of(workload, 1000), GOALS, CapacityOptions.DEFAULT);
        OptionalDouble hint = OptionalDouble.empty();
        int probes = 0;
        for (Deployment deployment : deployments) {
            Capacity capacity = search.of(deployment, hint);
            hint = OptionalDouble.of(capacity.rate());
            probes += capacity.probes().size();
            System.out.printf(
                    Locale.ROOT,
                    "%.3f requests/s, %d simulations%n",
                    capacity.rate(),
                    capacity.probes().size());
        }
        Duration found = cpu();
        System.out.printf(
                Locale.ROOT,
                "CPU ms: start %d, reading %d, search %d (%d simulations), all %d%n",
                start.toMillis(),
                read.minus(start).toMillis(),
                found.minus(read).toMillis(),
                probes,
                found.toMillis());
    }

    private static void cost() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        for (int requests : new int[] {1000, 16_000}) {
            for (boolean early : new boolean[] {false, true}) {
                rounds(requests, early, 1); // warms up
                for (int threads = 1; threads <= cores; threads *= 2) {
                    rounds(requests, early, threads);
                }
            }
        }
    }

    /** Searches each scheduler's capacity several times, in tasks that do not depend on each other. */
    private static void rounds(int requests, boolean early, int threads) throws Exception {
        CapacityOptions options = early ? CapacityOptions.DEFAULT : CapacityOptions.DEFAULT.withoutEarlyAbort();
        String workload =
                "workload: {requests: 1000, rate: 1, lengths: {prompt: {p50: 2730, p90: 3702}, output: {p50: 167, p90: 372},"
                        + " max_total: 4096}}";
        List<Callable<Capacity>> tasks = new ArrayList<>();
        for (int round = 0; round < (requests > 1000 ? 2 : ROUNDS); round++) {
            for (String scheduler : SCHEDULERS) {
                Deployment deployment = deployment(scheduler, "", workload);
                CapacitySearch search = new CapacitySearch(Traffic.of(deployment.workload(), requests), GOALS, options);
                tasks.add(() -> search.of(deployment, OptionalDouble.empty()));
            }
        }
        Duration cpu = cpu();
        long start = System.nanoTime();
        long probes = 0;
        long arrived = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Capacity> future : pool.invokeAll(tasks)) {
                Capacity capacity = future.get();
                probes += capacity.probes().size();
                arrived += capacity.probes().stream().mapToLong(Probe::arrived).sum();
            }
        }
        double wall = (System.nanoTime() - start) / 1e9;
        double seconds = cpu().minus(cpu).toNanos() / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d requests, %s, %d thread%s: %.2f CPU-ms a simulation, %.2f CPU-us a request, %.0f simulations/s of wall%n",
                requests,
                early ? "early aborts" : "whole runs",
                threads,
                threads == 1 ? "" : "s",
                seconds * 1e3 / probes,
                seconds * 1e6 / arrived,
                probes / wall);
    }

    private static Deployment deployment(String scheduler, String batchTime, String workload) {
        return Deployment.of(file(scheduler, batchTime, workload));
    }

    private static DeploymentFile file(String scheduler, String batchTime, String workload) {
        String yaml = "model: meta-llama/Llama-2-7b-hf\nhardware: a100-80\nkv_cache: {blocks: 7424}\nscheduler: "
                + scheduler + "\n" + batchTime + workload;
        return new DeploymentFile(Section.parse("benchmark", yaml), Path.of(""));
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
