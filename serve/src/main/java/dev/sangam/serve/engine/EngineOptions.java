package dev.sangam.serve.engine;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.deployment.KvSection;
import dev.sangam.files.eventlog.EventLogConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a model is served on this machine.
 *
 * @param model the GGUF file
 * @param modelId its name on the wire
 * @param libraries folder of llama.cpp's libraries; empty for those that come with the product
 * @param chatTemplate a Jinja template in place of the model's own
 * @param scheduler the policy that forms batches
 * @param contextTokens longest sequence; 0 for the model's own, but at most {@link #MAX_DEFAULT_CONTEXT}
 * @param kvBlocks KV blocks of {@code blockTokens}; 0 for as many as {@link #DEFAULT_CONTEXTS} full contexts take
 * @param blockTokens tokens per KV block
 * @param watermark share of the blocks that an admission leaves free
 * @param prefixCaching whether computed prefixes are kept and reused
 * @param swap whether KV blocks can be saved to host memory, and how fast, where that is not to be measured
 * @param unifiedKv one KV buffer for all sequences; else one each, faster for long independent contexts, without reuse
 * @param threads of the kernels; 0 for one less than the cores
 * @param gpuLayers layers that a GPU computes
 * @param batchTime predicts a step; {@code null} when nothing is known of this machine
 * @param recording the event log; {@code null} for none
 * @param observer sees the replica
 */
public record EngineOptions(
        Path model,
        String modelId,
        Optional<Path> libraries,
        Optional<String> chatTemplate,
        SchedulerConfig scheduler,
        int contextTokens,
        int kvBlocks,
        int blockTokens,
        double watermark,
        boolean prefixCaching,
        Optional<KvSection.Swap> swap,
        boolean unifiedKv,
        int threads,
        int gpuLayers,
        @Nullable BatchTimeModel batchTime,
        @Nullable Recording recording,
        ReplicaListener observer) {

    /**
     * What is written of all that happens.
     *
     * @param files where, and how much
     * @param classes classes of service known by name
     * @param deployment keys of the deployment file that a replay needs and the engine does not know
     */
    public record Recording(EventLogConfig files, List<QosClass> classes, Map<String, Object> deployment) {}

    /** Longest context that is set up unless asked for. */
    public static final int MAX_DEFAULT_CONTEXT = 8192;

    /** Full contexts that the KV cache holds unless told otherwise. */
    public static final int DEFAULT_CONTEXTS = 4;

    /** Threads that leave a core to everything else: kernel threads spin, and fare badly where they are more than cores. */
    public static int defaultThreads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    /** The same, seen by somebody. */
    public EngineOptions observedBy(ReplicaListener other) {
        return new EngineOptions(
                model,
                modelId,
                libraries,
                chatTemplate,
                scheduler,
                contextTokens,
                kvBlocks,
                blockTokens,
                watermark,
                prefixCaching,
                swap,
                unifiedKv,
                threads,
                gpuLayers,
                batchTime,
                recording,
                other);
    }
}
