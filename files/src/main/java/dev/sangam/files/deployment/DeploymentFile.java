package dev.sangam.files.deployment;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Section;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.files.server.ServerSection;
import dev.sangam.files.workload.BuiltInWorkloads;
import dev.sangam.files.workload.QosSection;
import dev.sangam.files.workload.WorkloadSection;
import dev.sangam.files.workload.WorkloadSource;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A deployment file: what is common to serving, simulating and searching. {@link #root()} gives the sections that only one
 * of them understands; whoever has read all it needs calls {@link #done()}, which refuses what is left over. The commented
 * reference is {@code docs/deployment.yaml}.
 */
public final class DeploymentFile {
    private static final int MAX_PARALLEL = 1024;
    /** More replicas than any pool has. */
    public static final int MAX_REPLICAS = 100_000;

    private final Section root;
    private final Path folder;
    private final Map<String, QosClass> classes;

    /**
     * @param root the file's root
     * @param folder where relative paths in it start
     */
    public DeploymentFile(Section root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.classes = QosSection.read(root.sections("classes"));
    }

    /** The classes of service that the file defines, by name. */
    public Map<String, QosClass> classes() {
        return Collections.unmodifiableMap(classes);
    }

    /** The whole file. */
    public Section root() {
        return root;
    }

    /** Where relative paths start. */
    public Path folder() {
        return folder;
    }

    /** One line that names the deployment. */
    public String name() {
        return root.optionalText("name").orElse("deployment");
    }

    /** Replicas of the pool. */
    public int replicas() {
        return root.integer("replicas", 1, MAX_REPLICAS).orElse(1);
    }

    /** How a replica is spread over GPUs. */
    public Parallelism parallelism() {
        int tensor = root.integer("tensor_parallel", 1, MAX_PARALLEL).orElse(1);
        int pipeline = root.integer("pipeline_parallel", 1, MAX_PARALLEL).orElse(1);
        return root.check(() -> new Parallelism(tensor, pipeline));
    }

    /** How requests are spread over replicas. */
    public RoutingPolicy router() {
        return root.choice("router", RoutingPolicy.values()).orElse(RoutingPolicy.LEAST_OUTSTANDING);
    }

    /**
     * The policy that forms batches.
     *
     * @param contextTokens longest sequence that the model takes
     */
    public SchedulerConfig scheduler(int contextTokens) {
        return SchedulerSection.read(root.optionalSection("scheduler").orElseGet(Section::empty), contextTokens);
    }

    /** The KV cache; defaults are those of the engine that the policy comes from. */
    public KvSection kvCache(SchedulerConfig scheduler) {
        Section kv = root.optionalSection("kv_cache").orElseGet(Section::empty);
        boolean v1 = scheduler instanceof SchedulerConfig.VllmV1;
        boolean watermarked = scheduler instanceof SchedulerConfig.Sarathi
                || scheduler instanceof SchedulerConfig.VllmV0
                || scheduler instanceof SchedulerConfig.Niyama;
        Optional<KvSection.Swap> swap = kv.optionalSection("swap").map(KvSection.Swap::read);
        if (swap.isPresent() && !(scheduler instanceof SchedulerConfig.Niyama)) {
            throw kv.error("swap", "is given, but of the policies only niyama, fcfs, edf and srpf save KV blocks");
        }
        int blockByDefault = scheduler instanceof SchedulerConfig.LightLlm ? 1 : 16;
        return new KvSection(
                kv.integer("blocks", 1, Integer.MAX_VALUE),
                kv.number("memory_fraction", 0.01, 1).orElse(0.9),
                kv.integer("block_tokens", 1, 1 << 16).orElse(blockByDefault),
                kv.number("watermark", 0, 0.99).orElse(watermarked ? 0.01 : 0),
                kv.flag("prefix_caching").orElse(v1),
                swap);
    }

    /** What is to be served. */
    public WorkloadSource workload() {
        if (!root.has("workload")) {
            throw new InputException(root.file() + ": workload is missing. Maybe add 'workload: {name: mixed-hour}'");
        }
        return WorkloadSection.read(root.section("workload"), folder, classes);
    }

    /** How a server sets its kernels up: the section {@code engine}. */
    public EngineSettings engine() {
        return EngineSettings.read(root, folder);
    }

    /** How it is served: the sections {@code server} and {@code tenants}. */
    public ServerConfig server() {
        Map<String, QosClass> known = new LinkedHashMap<>(BuiltInWorkloads.classes());
        known.putAll(classes);
        return ServerSection.read(root, folder, known);
    }

    /** Bounds that the run is checked against. */
    public List<Goal> goals(List<String> classNames) {
        return Goal.read(root, classNames);
    }

    /** Refuses keys that nobody asked for. */
    public void done() {
        root.done();
    }
}
