package dev.sangam.cli;

import dev.sangam.files.Section;
import dev.sangam.sim.hardware.HardwareCatalogue;
import dev.sangam.sim.profile.Profile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line changes in a deployment, whatever it serves. Every option is short for a {@code --set}. */
final class DeploymentChanges {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model: see 'sangam models', or path of a config.json or GGUF file.")
    private @Nullable String model;

    @Option(names = "--hardware", paramLabel = "NAME", description = "Accelerator: see 'sangam hardware'.")
    private @Nullable String hardware;

    @Option(
            names = "--profile",
            paramLabel = "NAME|DIR|FILE",
            description =
                    "Measured batch times: an imported profile or a profile's folder (see 'sangam profile'), or what"
                            + " 'sangam calibrate' wrote. The pool is then of that machine, unless --hardware is given too.")
    private @Nullable String profile;

    @Option(names = "--replicas", paramLabel = "N", description = "Replicas of the pool.")
    private @Nullable String replicas;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description =
                    "Scheduler in place of the file's: sarathi, niyama, fcfs, edf, srpf, vllm-v0, vllm-v1, orca, faster-transformer or lightllm,"
                            + " with the defaults of each.")
    private @Nullable String policy;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Sets any key of the deployment file, after all other options: --set scheduler.token_budget=1024.")
    private Map<String, String> set = new LinkedHashMap<>();

    /** To be called before other options change the deployment. */
    void apply(Section root) {
        put(root, "model", modelValue(), "--model " + model);
        if (profile != null) {
            applyProfile(root, profile);
        }
        put(root, "hardware", hardware, "--hardware " + hardware);
        put(root, "replicas", replicas, "--replicas " + replicas);
        put(root, "scheduler", policy == null ? null : "{policy: " + quoted(policy) + "}", "--policy " + policy);
    }

    /** To be called after. */
    void applySet(Section root) {
        set.forEach((key, value) -> root.set(key, value, "--set " + key + "=" + value));
    }

    boolean changesHardware() {
        return hardware != null || profile != null;
    }

    static void put(Section root, String key, @Nullable String value, String option) {
        if (value != null) {
            root.set(key, value, option);
        }
    }

    /** As a YAML scalar. */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A path on the command line counts from the current folder, not from the deployment file's. */
    private @Nullable String modelValue() {
        boolean path = model != null && (model.endsWith(".json") || model.endsWith(".gguf") || model.contains("/"));
        return path && Path.of(model).toFile().exists()
                ? quoted(Path.of(model).toAbsolutePath().toString())
                : model;
    }

    private static void applyProfile(Section root, String profile) {
        String option = "--profile " + profile;
        if (profile.endsWith(".json")) {
            put(root, "batch_time", batchTime("calibration", Path.of(profile)), option);
            put(root, "hardware", "null", option);
            return;
        }
        Path path = ProfileFlags.path(profile);
        put(root, "batch_time", batchTime("profile", path), option);
        Profile.open(path)
                .hardware()
                .ifPresent(name -> put(
                        root,
                        "hardware",
                        HardwareCatalogue.named(name)
                                .map(known -> quoted(known.name()))
                                .orElse("null"),
                        option));
    }

    private static String batchTime(String source, Path path) {
        return "{source: " + source + ", path: " + quoted(path.toAbsolutePath().toString()) + "}";
    }
}
