package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.workload.BuiltInWorkloads;
import dev.sangam.sim.deployment.Deployment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The deployment file, and what the command line changes in it and in its workload. */
final class DeploymentOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "DEPLOYMENT",
            description = "Deployment file (YAML). Default: a built-in demo, Llama-3.1-8B on two A100.")
    private @Nullable Path file;

    @Mixin
    private DeploymentChanges changes = new DeploymentChanges();

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

    /** The deployment, read and resolved. */
    Deployment read() {
        Section root = file == null ? Section.resource(DeploymentOptions.class, "demo.yaml") : Section.read(file);
        Path folder = file == null || file.getParent() == null ? Path.of("") : file.getParent();
        changes.apply(root);
        DeploymentChanges.put(
                root, "workload", workload == null ? null : workloadValue(workload), "--workload " + workload);
        DeploymentChanges.put(
                root,
                "name",
                file != null || workload == null ? null : DeploymentChanges.quoted(stem(workload)),
                "--workload " + workload);
        DeploymentChanges.put(root, "workload.rate", rate, "--rate " + rate);
        DeploymentChanges.put(root, "workload.rate_factor", rateFactor, "--rate-factor " + rateFactor);
        DeploymentChanges.put(
                root,
                "workload.class",
                qosClass == null ? null : DeploymentChanges.quoted(qosClass),
                "--class " + qosClass);
        DeploymentChanges.put(root, "workload.requests", requests, "--requests " + requests);
        DeploymentChanges.put(root, "workload.duration", duration, "--duration " + duration);
        changes.applySet(root);
        return Deployment.of(new DeploymentFile(root, folder));
    }

    static String workloadValue(String nameOrFile) {
        if (BuiltInWorkloads.names().contains(nameOrFile)) {
            return "{name: " + nameOrFile + "}";
        }
        Path path = Path.of(nameOrFile).toAbsolutePath();
        if (!path.toFile().exists()) {
            throw new InputException("--workload " + nameOrFile
                    + ": is neither a file nor a built-in workload, which are " + BuiltInWorkloads.names());
        }
        return "{trace: " + DeploymentChanges.quoted(path.toString()) + "}";
    }

    /** What a demo under another workload is called: {@code azure-conv}, or {@code t} for {@code traces/t.csv.gz}. */
    private static String stem(String nameOrFile) {
        String name = String.valueOf(Path.of(nameOrFile).getFileName());
        return name.replaceFirst("(?<=.)([.](csv|jsonl))?([.]gz)?$", "");
    }
}
