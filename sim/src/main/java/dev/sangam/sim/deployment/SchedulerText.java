package dev.sangam.sim.deployment;

import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import java.util.Locale;

/** A scheduling policy and its limits in a few words. */
public final class SchedulerText {
    private SchedulerText() {}

    /** One line. */
    public static String of(SchedulerConfig config) {
        return switch (config) {
            case SchedulerConfig.Sarathi c ->
                "sarathi, token budget " + c.tokenBudget() + ", " + c.maxSequences() + " sequences";
            case SchedulerConfig.VllmV0 c ->
                "vllm-v0, " + c.maxBatchTokens() + " batch tokens, " + c.maxSequences() + " sequences";
            case SchedulerConfig.VllmV1 c ->
                "vllm-v1, token budget " + c.tokenBudget() + ", " + c.maxSequences() + " sequences, "
                        + c.order().name().toLowerCase(Locale.ROOT) + (c.asyncScheduling() ? ", async" : "");
            case SchedulerConfig.Orca c -> "orca, " + c.maxSequences() + " sequences";
            case SchedulerConfig.FasterTransformer c -> "faster-transformer, " + c.maxSequences() + " sequences";
            case SchedulerConfig.LightLlm c ->
                "lightllm, " + c.maxBatchTokens() + " batch tokens, " + c.maxSequences() + " sequences";
            case SchedulerConfig.Niyama c -> niyama(c);
        };
    }

    private static String niyama(SchedulerConfig.Niyama c) {
        String name = c.order().name().toLowerCase(Locale.ROOT);
        String chunks = switch (c.chunks()) {
            case ChunkRule.Fixed(int tokens) -> "token budget " + tokens;
            case ChunkRule.Dynamic chunk -> "dynamic chunks up to " + chunk.maxTokens();
        };
        return (c.predicts() ? "niyama, " + name : name) + ", " + chunks + (c.relegation() ? ", relegation" : "") + ", "
                + c.maxSequences() + " sequences";
    }
}
