package dev.sangam.files.deployment;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Parallelism;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Section;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An item of the {@code pools:} list, or the whole file where it has no such key. What a pool does not say of its own, the
 * file says for all.
 */
public final class PoolSection {
    private final Section root;
    private final Section own;

    PoolSection(Section root, Section own) {
        this.root = root;
        this.own = own;
    }

    /** An error about this key of the pool. */
    public InputException error(String key, String problem) {
        return own.error(key, problem);
    }

    /** Its name. */
    public String name() {
        return isWholeFile() ? "all" : own.text("name");
    }

    /** Names of the classes that it serves; empty for all that no other pool serves. */
    public Optional<List<String>> classes() {
        if (isWholeFile() || !own.has("classes")) {
            return Optional.empty();
        }
        List<String> names = own.texts("classes");
        if (names.isEmpty()) {
            throw own.error(
                    "classes", "is empty. Maybe leave it out: the pool then serves all that no other one serves");
        }
        return Optional.of(names);
    }

    /** Replicas of the pool. */
    public int replicas() {
        return own.integer("replicas", 1, DeploymentFile.MAX_REPLICAS).orElse(1);
    }

    /** How a replica is spread over GPUs. */
    public Parallelism parallelism() {
        int tensor = owner("tensor_parallel")
                .integer("tensor_parallel", 1, DeploymentFile.MAX_PARALLEL)
                .orElse(1);
        int pipeline = owner("pipeline_parallel")
                .integer("pipeline_parallel", 1, DeploymentFile.MAX_PARALLEL)
                .orElse(1);
        return check(() -> new Parallelism(tensor, pipeline));
    }

    /** Builds a value whose checks throw {@link IllegalArgumentException}, which gets the pool's place. */
    public <T> T check(Supplier<T> build) {
        return own.check(build);
    }

    /** How requests are spread over replicas. */
    public RoutingPolicy router() {
        return owner("router").choice("router", RoutingPolicy.values()).orElse(RoutingPolicy.LEAST_OUTSTANDING);
    }

    /**
     * The policy that forms batches.
     *
     * @param contextTokens longest sequence that the model takes
     */
    public SchedulerConfig scheduler(int contextTokens) {
        return SchedulerSection.read(section("scheduler"), contextTokens);
    }

    /** The KV cache; defaults are those of the engine that the policy comes from. */
    public KvSection kvCache(SchedulerConfig scheduler) {
        Section kv = section("kv_cache");
        boolean v1 = scheduler instanceof SchedulerConfig.VllmV1;
        boolean watermarked = scheduler instanceof SchedulerConfig.Sarathi
                || scheduler instanceof SchedulerConfig.VllmV0
                || scheduler instanceof SchedulerConfig.Niyama;
        int blockByDefault = scheduler instanceof SchedulerConfig.LightLlm ? 1 : 16;
        return new KvSection(
                kv.integer("blocks", 1, Integer.MAX_VALUE),
                kv.number("memory_fraction", 0.01, 1).orElse(0.9),
                kv.integer("block_tokens", 1, 1 << 16).orElse(blockByDefault),
                kv.number("watermark", 0, 0.99).orElse(watermarked ? 0.01 : 0),
                kv.flag("prefix_caching").orElse(v1),
                swap(kv, scheduler));
    }

    /** Policies that relegate save KV unless told otherwise, and those that preempt in the same way when told to. */
    private static Optional<KvSection.Swap> swap(Section kv, SchedulerConfig scheduler) {
        Optional<KvSection.Swap> swap = kv.optionalSection("swap").map(KvSection.Swap::read);
        if (swap.isPresent() && !(scheduler instanceof SchedulerConfig.Niyama)) {
            throw kv.error("swap", "is given, but of the policies only niyama, fcfs, edf and srpf save KV");
        }
        boolean relegates = scheduler instanceof SchedulerConfig.Niyama niyama && niyama.relegation();
        return swap.isEmpty() && relegates ? Optional.of(KvSection.Swap.DEFAULT) : swap;
    }

    @SuppressWarnings("ReferenceEquality") // the same section, not an equal one
    private boolean isWholeFile() {
        return own == root;
    }

    /** The section that says this of the pool: its own, or the file. */
    public Section owner(String key) {
        root.has(key); // a key that every pool overrides is still one that is known
        return own.has(key) ? own : root;
    }

    private Section section(String key) {
        return owner(key).optionalSection(key).orElseGet(Section::empty);
    }
}
