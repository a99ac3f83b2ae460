package dev.sangam.serve.engine;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Reasons;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.EngineSettings;
import dev.sangam.files.deployment.KvSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a deployment file how a model is served on this machine: its {@code scheduler:} and {@code kv_cache:} sections,
 * as the simulator does, and {@code engine:}, which is of no use to it.
 */
public final class EngineSection {
    private static final int MAX_TEMPLATE_BYTES = 1 << 20;

    private EngineSection() {}

    /**
     * Reads it.
     *
     * @param model the GGUF file
     * @param modelId its name on the wire
     * @param batchTime predicts steps; {@code null} when nothing is known of this machine
     * @param recording the event log; {@code null} for none
     */
    public static EngineOptions read(
            DeploymentFile file,
            Path model,
            String modelId,
            @Nullable BatchTimeModel batchTime,
            EngineOptions.@Nullable Recording recording) {
        if (file.root().has("pools")) {
            throw file.root()
                    .error(
                            "pools",
                            "are given, which a simulator alone can follow: this server is one replica for all classes."
                                    + " Maybe leave the key out");
        }
        requireOne(file.root(), "replicas", file.replicas());
        requireOne(file.root(), "tensor_parallel", file.parallelism().tensor());
        requireOne(file.root(), "pipeline_parallel", file.parallelism().pipeline());
        EngineSettings engine = file.engine();
        int context = engine.context().orElse(0);
        SchedulerConfig scheduler = file.scheduler(context > 0 ? context : EngineOptions.MAX_DEFAULT_CONTEXT);
        boolean loses = (scheduler instanceof SchedulerConfig.Sarathi s && s.restart() == RestartRule.FROM_PROCESSED)
                || (scheduler instanceof SchedulerConfig.VllmV0 v && v.restart() == RestartRule.FROM_PROCESSED);
        if (loses) {
            throw file.root()
                    .error(
                            "scheduler.restart",
                            "is from-processed, which a simulator alone can follow: it loses tokens");
        }
        if (scheduler instanceof SchedulerConfig.Niyama niyama && niyama.predicts() && batchTime == null) {
            throw file.root()
                    .error(
                            "scheduler.policy",
                            "is niyama, which must know how long batches take on this machine. Maybe run: ./sangam"
                                    + " calibrate --model " + model + ", then serve with --profile");
        }
        KvSection kv = file.kvCache(scheduler);
        return new EngineOptions(
                model,
                modelId,
                engine.libraries(),
                engine.chatTemplate().map(EngineSection::text),
                scheduler,
                context,
                kv.blocks().orElse(0),
                kv.blockTokens(),
                kv.watermark(),
                kv.prefixCaching(),
                kv.swap(),
                engine.unifiedKv(),
                engine.threads().orElseGet(EngineOptions::defaultThreads),
                engine.gpuLayers(),
                batchTime,
                recording,
                ReplicaListener.NONE);
    }

    private static void requireOne(Section root, String key, int value) {
        if (value != 1) {
            throw root.error(key, "is " + value + "; this server runs one replica on one machine, so it must be 1");
        }
    }

    private static String text(Path path) {
        try {
            if (Files.size(path) > MAX_TEMPLATE_BYTES) {
                throw new InputException(path + ": is longer than 1 MiB; a chat template must not be");
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + Reasons.of(e), e);
        }
    }
}
