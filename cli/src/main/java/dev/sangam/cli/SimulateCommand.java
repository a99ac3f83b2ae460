package dev.sangam.cli;

import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.trace.WorkloadFile;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.report.Figures;
import dev.sangam.sim.report.HtmlReport;
import dev.sangam.sim.report.OutputFolder;
import dev.sangam.sim.report.ResultTables;
import dev.sangam.sim.report.RunResult;
import dev.sangam.sim.report.StepTable;
import dev.sangam.sim.report.SummaryJson;
import dev.sangam.sim.report.SummaryTable;
import dev.sangam.sim.report.TableFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sangam simulate}: a workload on a deployment, in virtual time. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Simulates how a deployment serves a workload, with the scheduler of the real engine.",
            "Prints a summary, and writes a folder with report.html, summary.json and tables."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam simulate                                     the built-in demo: an hour of mixed traffic",
            "  sangam simulate --policy vllm-v1 --replicas 4       the same under another scheduler",
            "  sangam simulate pool.yaml --workload trace.csv      your pool under a recorded trace",
            "  sangam simulate pool.yaml --set scheduler.token_budget=1024 --rate 6 --requests 2000",
            "  sangam simulate pool.yaml --seeds 10                confidence intervals over ten seeds",
            "",
            "Exit codes: 0 done, 2 bad input, 3 a goal under 'slos:' was missed and --gate was given."
        })
final class SimulateCommand implements Callable<Integer> {
    private static final String REPORT = "report.html";

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of workload and routing (1).")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs with N consecutive seeds and prints confidence intervals.")
    private int seeds = 1; // TODO-SEEDS

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the results (runs/NAME).")
    private @Nullable Path out;

    @Option(
            names = "--tables",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Tables of requests, steps and time series: parquet (default), csv or none.")
    private Tables tables = Tables.PARQUET;

    @Option(
            names = "--trace",
            description = "Also writes trace.json.gz for Perfetto (ui.perfetto.dev) and chrome://tracing.")
    private boolean trace; // TODO-TRACE

    @Option(
            names = "--write-workload",
            paramLabel = "FILE",
            description = "Writes the requests as a trace, to be used again.")
    private @Nullable Path writeWorkload;

    @Option(names = "--json", description = "Prints summary.json in place of the table.")
    private boolean json;

    @Option(names = "--gate", description = "Ends with exit code 3 when a goal under 'slos:' was missed.")
    private boolean gate;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** What {@code --tables} takes. */
    enum Tables {
        PARQUET,
        CSV,
        NONE
    }

    @Override
    public Integer call() {
        Deployment deployment = options.read();
        System.err.print(trace || seeds > 1 ? "not yet" : "");
        Workload workload = deployment.workload().generate(seed);
        if (writeWorkload != null) {
            WorkloadFile.write(writeWorkload, workload);
        }
        Path folder = out == null ? Path.of("runs", slug(deployment.name())) : out;
        RunResult result;
        try (OutputFolder output = OutputFolder.open(folder)) {
            result = simulate(deployment, workload, output);
            HtmlReport.write(result, output.file(REPORT));
            SummaryJson.write(result, output.file(OutputFolder.SUMMARY));
            output.commit();
        }
        print(result, folder);
        return goals(deployment.goals(), result.summary()) || !gate ? 0 : Sangam.GOAL_MISSED;
    }

    /** Prints how each goal fared; true when all were met. */
    private boolean goals(List<Goal> goals, Summary summary) {
        boolean all = true;
        for (Goal goal : goals) {
            ClassSummary run = summary.classes().stream()
                    .filter(c -> goal.qosClass().filter(c.name()::equals).isPresent())
                    .findFirst()
                    .orElse(summary.all());
            boolean met = goal.goal().met(run);
            all &= met;
            spec.commandLine()
                    .getOut()
                    .printf(
                            "goal      %-30s %s, it is %s%n",
                            goal,
                            met ? "met" : "MISSED",
                            Figures.seconds(goal.goal().seconds(run)));
        }
        return all;
    }

    private RunResult simulate(Deployment deployment, Workload workload, OutputFolder output) {
        try (Progress progress = new Progress("simulate", workload.size(), Terminal.watched())) {
            if (tables == Tables.NONE) {
                return Simulation.run(deployment, workload, seed, ReplicaListener.NONE, progress);
            }
            TableFormat format = tables == Tables.CSV ? TableFormat.CSV : TableFormat.PARQUET;
            RunResult result;
            try (StepTable steps = ResultTables.steps(format, output.file("steps." + format.id()))) {
                result = Simulation.run(deployment, workload, seed, steps, progress);
            }
            ResultTables.requests(result, format, output.file("requests." + format.id()));
            ResultTables.timeSeries(result, format, output.file("timeseries." + format.id()));
            return result;
        }
    }

    private void print(RunResult result, Path folder) {
        PrintWriter text = spec.commandLine().getOut();
        if (json) {
            text.print(SummaryJson.text(result));
        } else {
            text.print(SummaryTable.text(result, Terminal.style()));
            text.println("results   " + folder.resolve(REPORT));
        }
        text.flush();
    }

    private static String slug(String name) {
        String slug = name.replaceAll("[^A-Za-z0-9._-]+", "-");
        return slug.isEmpty() || slug.startsWith(".") ? "run" + slug : slug;
    }
}
