package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.workload.BuiltInWorkloads;
import dev.sangam.sim.deployment.Deployment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The deployment file and what the command line changes in it. Every option is short for a {@code --set}. */
final class DeploymentOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "DEPLOYMENT",
            description = "Deployment file (YAML). Default: a built-in demo, Llama-3.1-8B on two A100.")
    private @Nullable Path file;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model: see 'sangam models', or path of a config.json or GGUF file.")
    private @Nullable String model;

    @Option(names = "--hardware", paramLabel = "NAME", description = "Accelerator: see 'sangam hardware'.")
    private @Nullable String hardware;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "Batch times that 'sangam calibrate' measured. The pool is then of that machine, unless --hardware"
                            + " is given too.")
    private @Nullable String profile;

    @Option(names = "--replicas", paramLabel = "N", description = "Replicas of the pool.")
    private @Nullable String replicas;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description =
                    "Scheduler in place of the file's: sarathi, vllm-v0, vllm-v1, orca, faster-transformer or lightllm,"
                            + " with the defaults of each.")
    private @Nullable String policy;

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE",
            description =
                    "Workload in place of the file's: a built-in one (see 'sangam workloads') or a trace (Azure, Vidur,"
                            + " Mooncake, vLLM or our own; .gz too).")
    private @Nullable String workload;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Poisson arrivals, requests/s, in place of the workload's own.")
    private @Nullable String rate;

    @Option(names = "--rate-factor", paramLabel = "F", description = "Every rate of the workload times F.")
    private @Nullable String rateFactor;

    @Option(names = "--class", paramLabel = "NAME", description = "Class of service of all requests.")
    private @Nullable String qosClass;

    @Option(names = "--requests", paramLabel = "N", description = "End the workload after N requests.")
    private @Nullable String requests;

    @Option(
            names = "--duration",
            paramLabel = "T",
            description = "End the workload with the last arrival before T, such as 10min.")
    private @Nullable String duration;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Sets any key of the deployment file, after all other options: --set scheduler.token_budget=1024.")
    private Map<String, String> set = new LinkedHashMap<>();

    /** The deployment, read and resolved. */
    Deployment read() {
        Section root = file == null ? Section.resource(DeploymentOptions.class, "demo.yaml") : Section.read(file);
        Path folder = file == null || file.getParent() == null ? Path.of("") : file.getParent();
        put(root, "model", modelValue(), "--model " + model);
        put(root, "batch_time", profile == null ? null : calibration(profile), "--profile " + profile);
        put(root, "hardware", profile == null ? null : "null", "--profile " + profile);
        put(root, "hardware", hardware, "--hardware " + hardware);
        put(root, "replicas", replicas, "--replicas " + replicas);
        put(root, "scheduler", policy == null ? null : "{policy: " + quoted(policy) + "}", "--policy " + policy);
        put(root, "workload", workload == null ? null : workloadValue(workload), "--workload " + workload);
        put(root, "name", file != null || workload == null ? null : quoted(stem(workload)), "--workload " + workload);
        put(root, "workload.rate", rate, "--rate " + rate);
        put(root, "workload.rate_factor", rateFactor, "--rate-factor " + rateFactor);
        put(root, "workload.class", qosClass == null ? null : quoted(qosClass), "--class " + qosClass);
        put(root, "workload.requests", requests, "--requests " + requests);
        put(root, "workload.duration", duration, "--duration " + duration);
        set.forEach((key, value) -> root.set(key, value, "--set " + key + "=" + value));
        return Deployment.of(new DeploymentFile(root, folder));
    }

    private static void put(Section root, String key, @Nullable String value, String option) {
        if (value != null) {
            root.set(key, value, option);
        }
    }

    /** A path on the command line counts from the current folder, not from the deployment file's. */
    private @Nullable String modelValue() {
        boolean path = model != null && (model.endsWith(".json") || model.endsWith(".gguf") || model.contains("/"));
        return path && Path.of(model).toFile().exists()
                ? quoted(Path.of(model).toAbsolutePath().toString())
                : model;
    }

    private static String calibration(String profile) {
        return "{source: calibration, path: "
                + quoted(Path.of(profile).toAbsolutePath().toString()) + "}";
    }

    private static String workloadValue(String nameOrFile) {
        if (BuiltInWorkloads.names().contains(nameOrFile)) {
            return "{name: " + nameOrFile + "}";
        }
        Path path = Path.of(nameOrFile).toAbsolutePath();
        if (!path.toFile().exists()) {
            throw new InputException("--workload " + nameOrFile
                    + ": is neither a file nor a built-in workload, which are " + BuiltInWorkloads.names());
        }
        return "{trace: " + quoted(path.toString()) + "}";
    }

    /** What a demo under another workload is called: {@code azure-conv}, or {@code t} for {@code traces/t.csv.gz}. */
    private static String stem(String nameOrFile) {
        String name = String.valueOf(Path.of(nameOrFile).getFileName());
        return name.replaceFirst("(?<=.)([.](csv|jsonl))?([.]gz)?$", "");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
