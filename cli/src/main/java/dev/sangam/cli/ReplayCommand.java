package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.eventlog.RecordedRun;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Recording;
import dev.sangam.sim.report.RunComparison;
import dev.sangam.sim.report.RunFolder;
import dev.sangam.sim.report.RunResult;
import dev.sangam.sim.report.SavedSummary;
import dev.sangam.sim.report.SummaryJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam replay}: what a server recorded, simulated under another policy or on other hardware. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Simulates the requests that a server recorded, and compares what would have been with what was.",
            "Without --deployment, the log says under which scheduler and KV cache it was recorded."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam replay server.jsonl --hardware a100-80                  the same scheduler on an A100",
            "  sangam replay server.jsonl --hardware a100-80 --policy vllm-v1",
            "  sangam replay server.jsonl --deployment pool.yaml --rate-factor 2   twice the traffic on a pool",
            "  sangam replay server.*.jsonl server.jsonl --deployment pool.yaml    all files of a rotated log",
            "",
            "Exit codes: 0 done, 2 bad input."
        })
final class ReplayCommand implements Runnable {
    private static final String RECORDED = "recorded";
    private static final String SIMULATED = "simulated";

    @Parameters(arity = "1..*", paramLabel = "LOG", description = "Event logs of one run (JSON lines; .gz too).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> logs;

    @Option(
            names = "--deployment",
            paramLabel = "FILE",
            description = "Deployment file (YAML) to simulate; its workload and slos do not matter.")
    private @Nullable Path deploymentFile;

    @Mixin
    private DeploymentChanges changes = new DeploymentChanges();

    @Option(names = "--rate-factor", paramLabel = "F", description = "Requests arrive F times as fast as they did.")
    private double rateFactor = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of routing (default: 1).")
    private long seed = 1;

    @Mixin
    private OutputOptions outputOptions = new OutputOptions();

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        RecordedRun run = RecordedRun.read(logs);
        DeploymentFile file = deploymentFile(run);
        Workload requests = run.workload().relabelled(label -> label.withQosOf(file.classes()));
        Deployment deployment = Deployment.serving(file, new WorkloadSource.Replayed(scaled(requests)));
        Path folder = outputOptions.folder(deployment.name());
        SavedSummary recorded;
        SavedSummary simulated;
        try (OnInterrupt onInterrupt = new OnInterrupt();
                OutputFolder a = RunFolder.open(folder.resolve(RECORDED));
                OutputFolder b = RunFolder.open(folder.resolve(SIMULATED))) {
            onInterrupt.run(a::close);
            onInterrupt.run(b::close);
            RunResult was = Recording.result(run, logs.getFirst().toString(), requests, seed);
            SummaryJson.write(was, a.file(RunFolder.SUMMARY));
            recorded = SavedSummary.of(was);
            Workload workload = deployment.workload().generate(seed);
            simulated = SavedSummary.of(outputOptions.simulate(deployment, workload, seed, b));
            a.commit();
            b.commit();
        }
        run.remarks().forEach(remark -> spec.commandLine().getErr().println("sangam: " + remark));
        print(RunComparison.of(recorded, simulated), folder);
    }

    private Workload scaled(Workload requests) {
        try {
            return rateFactor == 1 ? requests : requests.scaledRate(rateFactor);
        } catch (IllegalArgumentException e) {
            throw new InputException("--rate-factor " + rateFactor + ": " + e.getMessage(), e);
        }
    }

    private DeploymentFile deploymentFile(RecordedRun run) {
        Path log = logs.getFirst();
        Path paths = deploymentFile == null ? log : deploymentFile;
        Section root =
                deploymentFile == null ? run.header().deploymentSection(log.toString()) : Section.read(deploymentFile);
        if (deploymentFile == null && changes.changesHardware()) { // other times, and another memory
            root.set("batch_time", "null", "--hardware");
            root.set("kv_cache.blocks", "null", "--hardware");
        }
        changes.apply(root);
        changes.applySet(root);
        if (deploymentFile == null) {
            complete(root, run);
        }
        return new DeploymentFile(root, paths.getParent() == null ? Path.of("") : paths.getParent());
    }

    /** What a log may leave open: batch times must come from somewhere, the rest has defaults. */
    private void complete(Section root, RecordedRun run) {
        List<String> keys = root.keys();
        if (!keys.contains("hardware") && !keys.contains("batch_time")) {
            throw new InputException(logs.getFirst() + ": does not say how long batches take where it was recorded."
                    + " Maybe --hardware a100-80, --profile of 'sangam calibrate', or --deployment FILE");
        }
        if (!keys.contains("model")) {
            root.set(
                    "model",
                    DeploymentChanges.quoted(run.header().model()),
                    logs.getFirst().toString());
        }
        if (!keys.contains("name")) {
            String name = String.valueOf(logs.getFirst().getFileName()).replaceFirst("([.]jsonl)?([.]gz)?$", "");
            root.set(
                    "name",
                    DeploymentChanges.quoted("replay of " + name),
                    logs.getFirst().toString());
        }
    }

    private void print(RunComparison comparison, Path folder) {
        PrintWriter text = spec.commandLine().getOut();
        if (json) {
            text.print(comparison.json());
        } else {
            text.print(comparison.text(Terminal.style()));
            text.println("results   " + folder.resolve(SIMULATED).resolve(OutputOptions.REPORT));
        }
        text.flush();
    }
}
