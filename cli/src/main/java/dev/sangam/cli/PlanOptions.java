package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.sim.search.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The deployment file of a plan, and what the command line changes in it. Every option is short for a {@code --set}. */
final class PlanOptions {
    @Parameters(
            arity = "0..*",
            paramLabel = "DEPLOYMENT",
            description =
                    "Deployment file (YAML) with a section 'plan'. Default: a built-in demo, Llama-3.1-8B. Of several, the"
                            + " best configuration of each is also tried under the workloads of the others.")
    private List<Path> files = List.of();

    @Option(names = "--model", paramLabel = "NAME", description = "Model: see 'sangam models'.")
    private @Nullable String model;

    @Option(
            names = "--hardware",
            paramLabel = "NAME",
            split = ",",
            description = "Accelerators to choose from, separated by commas: see 'sangam hardware'.")
    private List<String> hardware = List.of();

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE",
            description = "Workload in place of the file's: a built-in one (see 'sangam workloads') or a trace.")
    private @Nullable String workload;

    @Option(
            names = "--from",
            paramLabel = "LOG",
            description = "Plan for what a server recorded: an event log of 'serve --record' (JSON lines; .gz too).")
    private @Nullable Path from;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Requests/s to be served, in place of the workload's own.")
    private @Nullable String rate;

    @Option(names = "--class", paramLabel = "NAME", description = "Class of service of all requests.")
    private @Nullable String qosClass;

    @Option(
            names = "--slo",
            paramLabel = "GOAL",
            description = "A goal in place of the file's, such as 'ttft p90 < 2s'; may be repeated.")
    private List<String> slos = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets any key of the file, after all other options: --set plan.requests=1000.")
    private Map<String, String> set = new LinkedHashMap<>();

    /** What is asked, one question for each file. */
    List<Question> read() {
        return files.isEmpty()
                ? List.of(read(null))
                : files.stream().map(this::read).toList();
    }

    private Question read(@Nullable Path file) {
        Section root = file == null ? Section.resource(PlanOptions.class, "plan.yaml") : Section.read(file);
        Path folder = file == null || file.getParent() == null ? Path.of("") : file.getParent();
        put(root, "model", model, "--model " + model);
        if (!hardware.isEmpty()) {
            put(root, "plan.hardware", list(hardware), "--hardware " + String.join(",", hardware));
        }
        if (from != null && workload != null) {
            throw new InputException("--from and --workload are given together; it must be one of them");
        }
        if (workload != null) {
            put(root, "workload", DeploymentOptions.workloadValue(workload), "--workload " + workload);
        }
        if (from != null) {
            String path = DeploymentChanges.quoted(from.toAbsolutePath().toString());
            put(root, "workload", "{trace: " + path + "}", "--from " + from);
        }
        put(root, "plan.rate", rate, "--rate " + rate);
        put(
                root,
                "workload.class",
                qosClass == null ? null : DeploymentChanges.quoted(qosClass),
                "--class " + qosClass);
        if (!slos.isEmpty()) {
            put(root, "slos", list(slos), "--slo");
        }
        set.forEach((key, value) -> root.set(key, value, "--set " + key + "=" + value));
        return Question.of(root, folder);
    }

    private static void put(Section root, String key, @Nullable String value, String option) {
        DeploymentChanges.put(root, key, value, option);
    }

    private static String list(List<String> texts) {
        List<String> quoted = new ArrayList<>();
        texts.forEach(text -> quoted.add(DeploymentChanges.quoted(text.strip())));
        return "[" + String.join(", ", quoted) + "]";
    }
}
