package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.sim.experiment.Conditions;
import dev.sangam.sim.experiment.Experiment;
import dev.sangam.sim.experiment.ExperimentFile;
import dev.sangam.sim.experiment.ExperimentPage;
import dev.sangam.sim.experiment.ExperimentResult;
import dev.sangam.sim.experiment.Experiments;
import dev.sangam.sim.experiment.ResultText;
import dev.sangam.sim.experiment.ResultsJson;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam experiment}: published figures and tables, run anew. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs published figures and tables anew: every YAML file of a folder is one.",
            "Prints our figures beside the paper's, and writes a folder with report.html and results.json."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam experiment niyama                        all files of experiments/niyama",
            "  sangam experiment niyama/ablation --seeds 5     one of them",
            "  sangam experiment niyama --quick                shorter runs, one seed",
            "  sangam experiment my.yaml --data traces         lengths of published traces where it has them",
            "",
            "Exit codes: 0 done, 2 bad input."
        })
final class ExperimentCommand implements Callable<Integer> {
    private static final String RESULTS = "results.json";
    private static final int MAX_SEEDS = 1000;
    private static final int MAX_THREADS = 512;

    @Parameters(paramLabel = "NAME|DIR|FILE", description = "A name below experiments/, a folder, or a YAML file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(names = "--quick", description = "One seed, and the shorter runs that the files name.")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "N", description = "Run seeds 1 to N in place of the files' number.")
    private @Nullable Integer seeds;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of published traces, or above one called traces (default: none; log-normal stand-ins).")
    private @Nullable Path data;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Simulations at a time (default: one per core). The results do not depend on it.")
    private @Nullable Integer threads;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the results, which replace earlier ones there (default: runs/experiment-NAME).")
    private @Nullable Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        between("--seeds", seeds, MAX_SEEDS);
        between("--threads", threads, MAX_THREADS);
        if (out != null && out.toString().isEmpty()) {
            throw new InputException("--out is empty; it must be a folder");
        }
        Conditions conditions = new Conditions(
                seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds), quick, Optional.ofNullable(data));
        ExperimentPaths paths = ExperimentPaths.find(name);
        List<Experiment> experiments = paths.files().stream()
                .map(file -> ExperimentFile.read(file, conditions))
                .toList();
        Path folder = out != null ? out : Path.of("runs", "experiment-" + paths.slug());
        List<ExperimentResult> results;
        try (OnInterrupt onInterrupt = new OnInterrupt();
                OutputFolder output = OutputFolder.open(folder, RESULTS, List.of("report.html"))) {
            onInterrupt.run(output::close);
            results = run(new Experiments(experiments, conditions));
            output.file(RESULTS).write(ResultsJson.of(results).getBytes(StandardCharsets.UTF_8));
            output.file(OutputOptions.REPORT)
                    .write(ExperimentPage.of("Experiments: " + paths.title(), results)
                            .getBytes(StandardCharsets.UTF_8));
            output.commit();
        }
        PrintWriter text = spec.commandLine().getOut();
        results.forEach(result -> text.println(ResultText.of(result, Terminal.style())));
        text.println("results   " + folder.resolve(OutputOptions.REPORT));
        text.flush();
        return 0;
    }

    private List<ExperimentResult> run(Experiments experiments) {
        int threadsUsed = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        try (Progress progress = new Progress("experiment", experiments.size())) {
            return experiments.run(threadsUsed, progress::step);
        }
    }

    private void between(String option, @Nullable Integer value, int max) {
        if (value != null && (value < 1 || value > max)) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + "; it must be between 1 and " + max);
        }
    }
}
