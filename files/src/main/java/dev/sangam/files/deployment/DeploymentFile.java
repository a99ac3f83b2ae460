package dev.sangam.files.deployment;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Parallelism;
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

/**
 * A deployment file: what is common to serving, simulating and searching. {@link #root()} gives the sections that only one
 * of them understands; whoever has read all it needs calls {@link #done()}, which refuses what is left over. The commented
 * reference is {@code docs/deployment.yaml}.
 */
public final class DeploymentFile {
    static final int MAX_PARALLEL = 1024;
    private static final int MAX_POOLS = 1000;
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
        return new PoolSection(root, root).parallelism();
    }

    /** The pools of replicas: those under {@code pools}, or the one that the file describes without that key. */
    public List<PoolSection> pools() {
        List<Section> sections = root.sections("pools");
        if (!root.has("pools")) {
            return List.of(new PoolSection(root, root));
        }
        if (sections.isEmpty() || sections.size() > MAX_POOLS) {
            throw root.error("pools", "has " + sections.size() + " pools; it must have 1 to " + MAX_POOLS);
        }
        if (root.has("replicas")) {
            throw root.error("replicas", "is given beside pools, each of which has its own");
        }
        return sections.stream().map(pool -> new PoolSection(root, pool)).toList();
    }

    /**
     * The policy that forms batches.
     *
     * @param contextTokens longest sequence that the model takes
     */
    public SchedulerConfig scheduler(int contextTokens) {
        return new PoolSection(root, root).scheduler(contextTokens);
    }

    /** The KV cache; defaults are those of the engine that the policy comes from. */
    public KvSection kvCache(SchedulerConfig scheduler) {
        return new PoolSection(root, root).kvCache(scheduler);
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

    /** What a search may change: the section {@code plan}. */
    public PlanSection plan() {
        return PlanSection.read(root.optionalSection("plan").orElseGet(Section::empty));
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
