package dev.sangam.files.deployment;

import dev.sangam.files.Alternative;
import dev.sangam.files.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The {@code plan:} section: among which deployments a search chooses, and how closely it looks.
 *
 * @param rate requests per second that are to be served; empty for the workload's own
 * @param dimensions what may differ, by dotted key of the deployment, in the order of the section
 * @param prices dollars per GPU-hour by name of the hardware
 * @param batchTimes where batch times come from by name of the hardware, in place of the file's {@code batch_time}
 * @param layouts how classes may be divided among pools
 * @param requests of each simulation of one replica
 * @param seeds that the best configurations are compared under
 * @param precision to which capacities are found, relative
 * @param margin relative distance within which configurations are looked at closely
 * @param maxReplicas most replicas of a pool
 * @param sensitivity factors by which each goal is loosened or tightened
 */
public record PlanSection(
        OptionalDouble rate,
        List<Dimension> dimensions,
        Map<String, Double> prices,
        Map<String, Alternative> batchTimes,
        List<Layout> layouts,
        int requests,
        int seeds,
        double precision,
        double margin,
        int maxReplicas,
        List<Double> sensitivity) {
    private static final double MAX_RATE = 1e6;
    private static final int MAX_REQUESTS = 10_000_000;
    private static final int MAX_SEEDS = 1000;
    private static final int MAX_FACTORS = 20;
    private static final double MAX_FACTOR = 100;
    private static final double MAX_PRICE = 1e6;

    /** Words of the section for keys of the deployment. */
    private static final Map<String, String> KEYS = keys();

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("hardware", "hardware");
        keys.put("tensor_parallel", "tensor_parallel");
        keys.put("pipeline_parallel", "pipeline_parallel");
        keys.put("scheduler", "scheduler");
        keys.put("max_sequences", "scheduler.max_sequences");
        keys.put("memory_fraction", "kv_cache.memory_fraction");
        keys.put("weight_dtype", "model.weight_dtype");
        keys.put("kv_dtype", "model.kv_dtype");
        return keys;
    }

    /**
     * A key of the deployment, and what it may be.
     *
     * @param key dotted, such as {@code scheduler.token_budget}
     */
    public record Dimension(String key, List<Alternative> values) {
        public Dimension {
            values = List.copyOf(values);
        }
    }

    /** How the classes of the workload are divided among pools. */
    public enum Layout {
        /** One pool serves all of them. */
        SHARED,
        /** A pool for each, which may be on hardware of its own. */
        SILO
    }

    public PlanSection {
        dimensions = List.copyOf(dimensions);
        layouts = List.copyOf(layouts);
        sensitivity = List.copyOf(sensitivity);
    }

    static PlanSection read(Section plan) {
        List<Dimension> dimensions = new ArrayList<>();
        KEYS.forEach((word, key) -> add(dimensions, key, plan.alternatives(word)));
        plan.optionalSection("set")
                .ifPresent(set -> set.keys().forEach(key -> add(dimensions, key, set.alternatives(key))));
        Map<String, Double> prices = new LinkedHashMap<>();
        plan.optionalSection("prices")
                .ifPresent(section -> section.keys()
                        .forEach(name -> prices.put(
                                name,
                                section.number(name, 0, MAX_PRICE)
                                        .orElseThrow(() -> section.error(name, "has no price")))));
        Map<String, Alternative> batchTimes = new LinkedHashMap<>();
        plan.optionalSection("batch_time")
                .ifPresent(section -> section.keys().forEach(name -> batchTimes.put(name, only(section, name))));
        PlanSection section = new PlanSection(
                plan.number("rate", 1e-6, MAX_RATE),
                dimensions,
                prices,
                batchTimes,
                layouts(plan),
                plan.integer("requests", 1, MAX_REQUESTS).orElse(4000),
                plan.integer("seeds", 1, MAX_SEEDS).orElse(3),
                plan.number("precision", 1e-4, 1).orElse(0.01),
                plan.number("margin", 0, 1).orElse(0.05),
                plan.integer("max_replicas", 1, DeploymentFile.MAX_REPLICAS).orElse(1000),
                factors(plan));
        plan.done(); // nobody else reads it
        return section;
    }

    private static void add(List<Dimension> dimensions, String key, List<Alternative> values) {
        if (!values.isEmpty()) {
            dimensions.add(new Dimension(key, values));
        }
    }

    private static Alternative only(Section section, String key) {
        List<Alternative> values = section.alternatives(key);
        if (values.size() != 1) {
            throw section.error(key, "stands for " + values.size() + " values; it must be one");
        }
        return values.getFirst();
    }

    private static List<Layout> layouts(Section plan) {
        if (!plan.has("pools")) {
            return List.of(Layout.SHARED);
        }
        List<Layout> layouts = new ArrayList<>();
        List<String> words = plan.texts("pools");
        for (String word : words) {
            Layout layout = List.of(Layout.values()).stream()
                    .filter(each -> Section.word(each).equals(word))
                    .findFirst()
                    .orElseThrow(() -> plan.error("pools", "are " + words + "; they must be of shared, silo"));
            if (!layouts.contains(layout)) {
                layouts.add(layout);
            }
        }
        if (layouts.isEmpty()) {
            throw plan.error("pools", "are empty; they must be of shared, silo");
        }
        return layouts;
    }

    private static List<Double> factors(Section plan) {
        if (!plan.has("sensitivity")) {
            return List.of(0.7, 1.4);
        }
        List<Double> factors = plan.numbers("sensitivity");
        if (factors.size() > MAX_FACTORS
                || factors.stream().anyMatch(f -> !(f >= 1 / MAX_FACTOR && f <= MAX_FACTOR) || f == 1)) {
            throw plan.error(
                    "sensitivity",
                    "is " + factors + "; it must be at most " + MAX_FACTORS + " factors between 0.01 and 100, not 1");
        }
        return factors.stream().distinct().sorted().toList();
    }
}
