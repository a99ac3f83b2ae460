package dev.sangam.cli;

import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.trace.WorkloadFile;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.report.RunFolder;
import dev.sangam.sim.report.RunResult;
import dev.sangam.sim.report.SavedSummary;
import dev.sangam.sim.report.SeedStatistics;
import dev.sangam.sim.report.SummaryJson;
import dev.sangam.sim.report.SummaryTable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "  sangam simulate                                 an hour of mixed traffic",
            "  sangam simulate --policy vllm-v1 --replicas 4   the same, another scheduler",
            "  sangam simulate pool.yaml --workload trace.csv --class chat",
            "  sangam simulate pool.yaml --set scheduler.token_budget=1024 --rate 6",
            "  sangam simulate pool.yaml --seeds 10            confidence intervals",
            "",
            "Exit codes: 0 done, 2 bad input, 3 --gate and a goal under 'slos:' was missed."
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int MAX_SEEDS = 10_000;

    @Mixin
    private DeploymentOptions deploymentOptions = new DeploymentOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of workload and routing (default: 1). Equal seeds give equal files.")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "Run N consecutive seeds in parallel and print confidence intervals; the report and tables are of"
                            + " the first, seeds.json is of all.")
    private int seeds = 1;

    @Mixin
    private OutputOptions outputOptions = new OutputOptions();

    @Option(
            names = "--write-workload",
            paramLabel = "FILE",
            description = "Also write the requests as a trace, to be used again (CSV; .gz compresses).")
    private @Nullable Path writeWorkload;

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    @Option(
            names = "--gate",
            description = "End with exit code 3 when a goal under 'slos:' was missed (in the mean over the seeds).")
    private boolean gate;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds < 1 || seeds > MAX_SEEDS) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds is " + seeds + "; it must be between 1 and " + MAX_SEEDS);
        }
        Deployment deployment = deploymentOptions.read();
        Workload workload = deployment.workload().generate(seed);
        Path folder = outputOptions.folder(deployment.name());
        RunResult result;
        List<SavedSummary> runs = new ArrayList<>();
        try (OnInterrupt onInterrupt = new OnInterrupt();
                OutputFolder output = RunFolder.open(folder);
                WorkloadFile.Draft trace = writeWorkload == null ? null : WorkloadFile.draft(writeWorkload, workload)) {
            onInterrupt.run(output::close);
            if (trace != null) {
                onInterrupt.run(trace::close);
            }
            result = outputOptions.simulate(deployment, workload, seed, output);
            runs.add(SavedSummary.of(result));
            if (seeds > 1) {
                runs.addAll(otherSeeds(deployment));
                output.file(RunFolder.SEEDS)
                        .write(SeedStatistics.of(runs).json().getBytes(StandardCharsets.UTF_8));
            }
            output.commit();
            if (trace != null) {
                trace.commit();
            }
        }
        print(result, runs, folder);
        return checkGoals(deployment.goals(), runs) || !gate ? 0 : Sangam.GOAL_MISSED;
    }

    private List<SavedSummary> otherSeeds(Deployment deployment) {
        try (Progress progress = new Progress("seeds", seeds - 1)) {
            return LongStream.range(seed + 1, seed + seeds)
                    .parallel()
                    .mapToObj(s -> {
                        Workload workload = deployment.workload().generate(s);
                        SavedSummary run = SavedSummary.of(
                                Simulation.run(deployment, workload, s, ReplicaListener.NONE, arrived -> {}));
                        progress.step();
                        return run;
                    })
                    .toList();
        }
    }

    private void print(RunResult result, List<SavedSummary> runs, Path folder) {
        PrintWriter text = spec.commandLine().getOut();
        if (json) {
            text.print(seeds > 1 ? SeedStatistics.of(runs).json() : SummaryJson.text(result));
        } else {
            text.print(
                    seeds > 1
                            ? SeedStatistics.of(runs).text(Terminal.style())
                            : SummaryTable.text(result, Terminal.style()));
            text.println("results   " + folder.resolve(OutputOptions.REPORT));
        }
        text.flush();
    }

    /**
     * True when all goals were met, by the mean over the seeds; each is printed with what came of it, on standard error
     * beside JSON.
     */
    private boolean checkGoals(List<Goal> goals, List<SavedSummary> runs) {
        PrintWriter text =
                json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        boolean all = true;
        for (Goal goal : goals) {
            double value = runs.stream()
                    .mapToDouble(
                            run -> run.summary().of(goal.qosClass().orElse("")).figure(goal.goal()))
                    .average()
                    .orElseThrow();
            boolean met = goal.goal().met(value);
            text.printf(
                    "goal      %-30s %s, it is %s%n",
                    goal, met ? "met" : "MISSED", Figures.metric(goal.goal().metric(), value));
            all &= met;
        }
        text.flush();
        return all;
    }
}
