package dev.sangam.files.deployment;

import dev.sangam.core.scheduler.ChunkSchedule;
import dev.sangam.core.scheduler.PrefillOrder;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.files.Section;
import org.jspecify.annotations.Nullable;

/** Reads the {@code scheduler:} section: a policy and its limits. */
final class SchedulerSection {
    private static final int MAX = 1 << 24;

    private final Section section;
    private final int contextTokens;

    private SchedulerSection(Section section, int contextTokens) {
        this.section = section;
        this.contextTokens = contextTokens;
    }

    /** @param contextTokens longest sequence that the model takes, the default of limits that depend on it */
    static SchedulerConfig read(Section section, int contextTokens) {
        return new SchedulerSection(section, contextTokens).config();
    }

    private SchedulerConfig config() {
        PolicyName policy = section.choice("policy", PolicyName.values()).orElse(PolicyName.SARATHI);
        return section.check(() -> switch (policy) {
            case SARATHI ->
                new SchedulerConfig.Sarathi(
                        limit("token_budget", 512), limit("max_sequences", 128), limit("tile", 1), chunks(), restart());
            case VLLM_V0 ->
                new SchedulerConfig.VllmV0(
                        limit("max_batch_tokens", contextTokens), limit("max_sequences", 128), restart());
            case VLLM_V1 ->
                new SchedulerConfig.VllmV1(
                        limit("token_budget", 2048),
                        limit("max_sequences", 256),
                        section.integer("long_prefill_threshold", 0, MAX).orElse(0),
                        section.choice("order", Order.values()).orElse(Order.FCFS),
                        section.flag("async_scheduling").orElse(true));
            case ORCA ->
                new SchedulerConfig.Orca(limit("max_sequences", 128), limit("max_sequence_tokens", contextTokens));
            case FASTER_TRANSFORMER ->
                new SchedulerConfig.FasterTransformer(
                        limit("max_sequences", 128), limit("max_sequence_tokens", contextTokens));
            case LIGHTLLM ->
                new SchedulerConfig.LightLlm(limit("max_batch_tokens", contextTokens), limit("max_sequences", 128));
            case NIYAMA -> NiyamaSection.read(section);
            case FCFS -> baseline(PrefillOrder.FCFS);
            case EDF -> baseline(PrefillOrder.EDF);
            case SRPF -> baseline(PrefillOrder.SRPF);
        });
    }

    private SchedulerConfig baseline(PrefillOrder order) {
        return SchedulerConfig.Niyama.baseline(order, limit("token_budget", 256), limit("max_sequences", 256));
    }

    private int limit(String key, int byDefault) {
        return section.integer(key, 1, MAX).orElse(byDefault);
    }

    private RestartRule restart() {
        return section.choice("restart", RestartRule.values()).orElse(RestartRule.FROM_KNOWN);
    }

    private @Nullable ChunkSchedule chunks() {
        return section.optionalSection("chunk_schedule")
                .map(c -> c.check(() -> new ChunkSchedule(
                        c.integer("low", 1, MAX).orElse(256),
                        c.integer("high", 1, MAX).orElse(1024),
                        c.integer("stages", 1, MAX).orElse(4),
                        c.integer("max_tokens", 1, MAX).orElse(contextTokens))))
                .orElse(null);
    }
}
