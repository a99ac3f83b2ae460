package dev.sangam.serve.engine;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.KvSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a deployment file how a model is served on this machine: its {@code scheduler:} and {@code kv_cache:} sections,
 * as the simulator does, and {@code engine:}, which only the server knows.
 */
public final class EngineSection {
    private static final int MAX_CONTEXT = 1 << 24;
    private static final int MAX_THREADS = 1024;
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
        requireOne(file.root(), "replicas", file.replicas());
        requireOne(file.root(), "tensor_parallel", file.parallelism().tensor());
        requireOne(file.root(), "pipeline_parallel", file.parallelism().pipeline());
        Section engine = file.root().optionalSection("engine").orElseGet(Section::empty);
        int context = engine.integer("context", 16, MAX_CONTEXT).orElse(0);
        SchedulerConfig scheduler = file.scheduler(context > 0 ? context : EngineOptions.MAX_DEFAULT_CONTEXT);
        if (restarts(scheduler) == RestartRule.FROM_PROCESSED) {
            throw file.root()
                    .error(
                            "scheduler.restart",
                            "is from-processed, which a simulator alone can follow: it loses tokens");
        }
        KvSection kv = file.kvCache(scheduler);
        EngineOptions options = new EngineOptions(
                model,
                modelId,
                engine.optionalText("libraries").map(folder -> file.folder().resolve(folder)),
                engine.optionalText("chat_template")
                        .map(path -> text(engine, file.folder().resolve(path))),
                scheduler,
                context,
                kv.blocks().orElse(0),
                kv.blockTokens(),
                kv.watermark(),
                kv.prefixCaching(),
                engine.flag("unified_kv").orElse(true),
                engine.integer("threads", 1, MAX_THREADS).orElseGet(EngineOptions::defaultThreads),
                engine.integer("gpu_layers", 0, MAX_THREADS).orElse(0),
                batchTime,
                recording,
                ReplicaListener.NONE);
        engine.done();
        return options;
    }

    private static RestartRule restarts(SchedulerConfig scheduler) {
        return switch (scheduler) {
            case SchedulerConfig.Sarathi c -> c.restart();
            case SchedulerConfig.VllmV0 c -> c.restart();
            case SchedulerConfig.VllmV1 c -> RestartRule.FROM_KNOWN;
            case SchedulerConfig.Orca c -> RestartRule.FROM_KNOWN;
            case SchedulerConfig.FasterTransformer c -> RestartRule.FROM_KNOWN;
            case SchedulerConfig.LightLlm c -> RestartRule.FROM_KNOWN;
        };
    }

    private static void requireOne(Section root, String key, int value) {
        if (value != 1) {
            throw root.error(key, "is " + value + "; this server runs one replica on one machine, so it must be 1");
        }
    }

    private static String text(Section engine, Path path) {
        try {
            if (Files.size(path) > MAX_TEMPLATE_BYTES) {
                throw engine.error("chat_template", "is " + path + ", which is longer than 1 MiB");
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + Section.reason(e), e);
        }
    }
}
