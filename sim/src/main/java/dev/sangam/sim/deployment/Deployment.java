package dev.sangam.sim.deployment;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.metric.Pool;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.deployment.KvSection;
import dev.sangam.files.deployment.PoolSection;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.cluster.ClusterConfig;
import dev.sangam.sim.cluster.PoolConfig;
import dev.sangam.sim.hardware.HardwareCatalogue;
import dev.sangam.sim.model.MemoryPlan;
import dev.sangam.sim.model.MemoryPlanner;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A deployment whose names are resolved and whose memory is planned.
 *
 * @param name one line that names it
 * @param model the model served
 * @param machines what a replica of each pool runs on
 * @param pools the pools, at least one; every class of the workload has one
 * @param memory why so many KV blocks fit a replica of the first pool; {@code null} when the file or a calibration gives
 *     their number
 * @param workload what is to be served
 * @param goals bounds that the run is checked against
 */
public record Deployment(
        String name,
        ModelSpec model,
        List<Machine> machines,
        List<PoolConfig> pools,
        @Nullable MemoryPlan memory,
        WorkloadSource workload,
        List<Goal> goals) {
    /** What copies between a GPU and its host reach over 16 lanes of PCIe 4.0, nominally 31.5 GB/s; bytes per second. */
    private static final double HOST_LINK = 20e9;

    /** What llama.cpp's copies of a sequence reach where the KV cache is in host memory, too; bytes per second. */
    public static final double MEMORY_COPY = 8e9;

    /** Resolves a file; every key must be known, every name and figure must fit. */
    public static Deployment of(DeploymentFile file) {
        return of(file, file::workload);
    }

    /** Resolves a file of which the workload and the goals do not matter. */
    public static Deployment serving(DeploymentFile file, WorkloadSource workload) {
        file.root().forget("workload");
        file.root().forget("slos");
        return of(file, () -> workload);
    }

    private static Deployment of(DeploymentFile file, Supplier<WorkloadSource> source) {
        ModelSpec model = ModelCatalogue.read(file.root(), "model", file.folder());
        List<PoolSection> sections = file.pools();
        List<Served> served =
                sections.stream().map(section -> served(file, section, model)).toList();
        WorkloadSource workload = source.get(); // after what is cheaper to find wrong
        List<PoolConfig> pools = served.stream().map(Served::pool).toList();
        new PoolRouting(file, sections).check(workload, pools);
        List<Goal> goals = file.goals(workload.classNames());
        String name = file.name();
        file.server(); // is of no use here, but a mistake in it is one all the same
        file.engine();
        file.plan();
        file.done();
        List<Machine> machines = served.stream().map(Served::machine).toList();
        return new Deployment(name, model, machines, pools, served.getFirst().memory(), workload, goals);
    }

    /** A pool with what was found out on the way. */
    private record Served(
            PoolConfig pool, Machine machine, @Nullable MemoryPlan memory) {}

    private static Served served(DeploymentFile file, PoolSection pool, ModelSpec model) {
        Section ofHardware = pool.owner("hardware");
        // Only a machine whose batch times were measured needs no description; who asks for one finds it missing.
        HardwareSpec given = ofHardware.has("hardware") ? HardwareCatalogue.read(ofHardware, "hardware") : null;
        Parallelism parallelism = pool.parallelism();
        pool.check(() -> {
            parallelism.check(model);
            return parallelism;
        });
        SchedulerConfig scheduler = pool.scheduler(model.maxContext());
        KvSection kv = pool.kvCache(scheduler);
        if (scheduler instanceof SchedulerConfig.LightLlm) {
            requireOne(file, "kv_cache.block_tokens", kv.blockTokens());
            requireOne(file, "pipeline_parallel", parallelism.pipeline());
        }
        BatchTimeSection.Chosen batchTime = new BatchTimeSection(
                        pool.owner("batch_time"), file.root(), file.folder(), model, given, parallelism, scheduler)
                .read(kv.blockTokens());
        HardwareSpec hardware = given == null && batchTime.kvTokens().isEmpty()
                ? HardwareCatalogue.read(file.root(), "hardware")
                : given;
        boolean known = kv.blocks().isPresent() || batchTime.kvTokens().isPresent();
        MemoryPlan memory = known || hardware == null
                ? null
                : new MemoryPlanner(
                                kv.memoryFraction(),
                                kv.blockTokens(),
                                scheduler.maxBatchTokens(),
                                scheduler.maxSequences())
                        .plan(model, hardware, parallelism);
        int blocks = memory != null
                ? memory.blocks()
                : kv.blocks().orElseGet(() -> batchTime.kvTokens().orElseThrow() / kv.blockTokens());
        double copySpeed = hardware == null ? MEMORY_COPY : HOST_LINK;
        KvSwap swap = KvSwap.over(
                copySpeed, parallelism.kvBytesPerTokenPerGpu(model), Math.max(1, (long) blocks * kv.blockTokens()));
        KvConfig cache = kvConfig(file, kv, blocks, swap);
        ClusterConfig replicas = file.root()
                .check(() -> new ClusterConfig(
                        pool.replicas(), pool.router(), scheduler, cache, parallelism.pipeline(), batchTime.model()));
        return new Served(
                new PoolConfig(pool.name(), pool.classes(), replicas),
                new Machine(hardware, parallelism, batchTime.description()),
                memory);
    }

    private static void requireOne(DeploymentFile file, String key, int value) {
        if (value != 1) {
            throw file.root().error(key, "is " + value + "; with the policy lightllm it must be 1");
        }
    }

    /** @param swap what holds where the file does not say how KV is saved */
    private static KvConfig kvConfig(DeploymentFile file, KvSection kv, int blocks, KvSwap swap) {
        if (kv.prefixCaching() && kv.blockTokens() != Workload.BLOCK_TOKENS) {
            throw file.root()
                    .error(
                            "kv_cache.block_tokens",
                            "is " + kv.blockTokens() + "; with prefix_caching it must be " + Workload.BLOCK_TOKENS
                                    + ". Maybe kv_cache.prefix_caching=false");
        }
        return file.root()
                .check(() -> new KvConfig(
                        blocks, kv.blockTokens(), kv.watermark(), kv.prefixCaching(), kv.swap(() -> swap)));
    }

    /** The first pool: the only one of a file that does not speak of pools. */
    public ClusterConfig cluster() {
        return pools.getFirst().replicas();
    }

    /** What the first pool runs on; {@code null} for a machine of which only batch times are known. */
    public @Nullable HardwareSpec hardware() {
        return machines.getFirst().hardware();
    }

    /** How a replica of the first pool is spread over GPUs. */
    public Parallelism parallelism() {
        return machines.getFirst().parallelism();
    }

    /** Where the batch times of the first pool come from, for people. */
    public String batchTimeSource() {
        return machines.getFirst().batchTimeSource();
    }

    /** What serves, in a few lines. */
    public List<Fact> facts() {
        return Facts.of(this);
    }

    /** Replicas of all pools. */
    public int replicas() {
        return pools.stream().mapToInt(pool -> pool.replicas().replicas()).sum();
    }

    /** All pools together, as far as utilisation and cost depend on them: of unequal GPUs the mean. */
    public Pool pool() {
        int gpus = 0;
        double dollars = 0;
        double flops = 0;
        long blocks = 0;
        for (int i = 0; i < pools.size(); i++) {
            int replicas = pools.get(i).replicas().replicas();
            int own = replicas * machines.get(i).parallelism().gpus();
            gpus += own;
            dollars += own * machines.get(i).pricePerHour();
            flops += own * machines.get(i).flops(model);
            blocks += (long) replicas * pools.get(i).replicas().kv().blocks();
        }
        return new Pool(
                replicas(),
                cluster().stages(),
                gpus,
                dollars / gpus,
                flops / gpus,
                Math.toIntExact(blocks / replicas()));
    }
}
