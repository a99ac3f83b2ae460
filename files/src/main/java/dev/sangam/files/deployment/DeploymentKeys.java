package dev.sangam.files.deployment;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.scheduler.ChunkSchedule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a replica runs with, as the keys of a deployment file: the opposite of reading one. */
public final class DeploymentKeys {
    private DeploymentKeys() {}

    /** The keys {@code scheduler}, {@code kv_cache} and {@code pipeline_parallel}, to which others may be added. */
    public static Map<String, Object> of(SchedulerConfig scheduler, KvConfig kv, int stages) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("pipeline_parallel", stages);
        keys.put("scheduler", scheduler(scheduler));
        Map<String, Object> cache = new LinkedHashMap<>();
        cache.put("blocks", kv.blocks());
        cache.put("block_tokens", kv.blockTokens());
        cache.put("watermark", kv.watermark());
        cache.put("prefix_caching", kv.prefixCaching());
        if (kv.swap() != null) {
            cache.put("swap", KvSection.Swap.keys(kv.swap()));
        }
        keys.put("kv_cache", cache);
        return keys;
    }

    private static Map<String, Object> scheduler(SchedulerConfig config) {
        Map<String, Object> keys = new LinkedHashMap<>();
        switch (config) {
            case SchedulerConfig.Sarathi c -> {
                keys.put("policy", Section.word(PolicyName.SARATHI));
                keys.put("token_budget", c.tokenBudget());
                keys.put("max_sequences", c.maxSequences());
                keys.put("tile", c.tile());
                keys.put("restart", Section.word(c.restart()));
                putChunks(keys, c.chunks());
            }
            case SchedulerConfig.VllmV0 c -> {
                keys.put("policy", Section.word(PolicyName.VLLM_V0));
                keys.put("max_batch_tokens", c.maxBatchTokens());
                keys.put("max_sequences", c.maxSequences());
                keys.put("restart", Section.word(c.restart()));
            }
            case SchedulerConfig.VllmV1 c -> {
                keys.put("policy", Section.word(PolicyName.VLLM_V1));
                keys.put("token_budget", c.tokenBudget());
                keys.put("max_sequences", c.maxSequences());
                keys.put("long_prefill_threshold", c.longPrefillThreshold());
                keys.put("order", Section.word(c.order()));
                keys.put("async_scheduling", c.asyncScheduling());
            }
            case SchedulerConfig.Orca c -> {
                keys.put("policy", Section.word(PolicyName.ORCA));
                keys.put("max_sequences", c.maxSequences());
                keys.put("max_sequence_tokens", c.maxSequenceTokens());
            }
            case SchedulerConfig.FasterTransformer c -> {
                keys.put("policy", Section.word(PolicyName.FASTER_TRANSFORMER));
                keys.put("max_sequences", c.maxSequences());
                keys.put("max_sequence_tokens", c.maxSequenceTokens());
            }
            case SchedulerConfig.LightLlm c -> {
                keys.put("policy", Section.word(PolicyName.LIGHTLLM));
                keys.put("max_batch_tokens", c.maxBatchTokens());
                keys.put("max_sequences", c.maxSequences());
            }
            case SchedulerConfig.Niyama c -> keys.putAll(NiyamaSection.keys(c));
        }
        return keys;
    }

    private static void putChunks(Map<String, Object> keys, @Nullable ChunkSchedule chunks) {
        if (chunks != null) {
            Map<String, Object> schedule = new LinkedHashMap<>();
            schedule.put("low", chunks.low());
            schedule.put("high", chunks.high());
            schedule.put("stages", chunks.stages());
            schedule.put("max_tokens", chunks.maxTokens());
            keys.put("chunk_schedule", schedule);
        }
    }
}
