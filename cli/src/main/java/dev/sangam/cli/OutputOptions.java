package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.output.TableFormat;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import dev.sangam.sim.report.ChromeTrace;
import dev.sangam.sim.report.HtmlReport;
import dev.sangam.sim.report.ResultTables;
import dev.sangam.sim.report.RunFolder;
import dev.sangam.sim.report.RunResult;
import dev.sangam.sim.report.StepTable;
import dev.sangam.sim.report.SummaryJson;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run leaves in its folder. Steps and traces are written while it goes on. */
final class OutputOptions {
    static final String REPORT = "report.html";
    private static final String TRACE = "trace.json.gz";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description =
                    "Folder of the results, which replace those of an earlier run there (default: runs/NAME, by the"
                            + " name of the deployment).")
    private @Nullable Path out;

    @Option(
            names = "--tables",
            paramLabel = "FORMAT",
            description = "Tables of requests, steps and time series: parquet (default), csv or none.")
    private Tables tables = Tables.PARQUET;

    @Option(names = "--trace", description = "Also write trace.json.gz for ui.perfetto.dev or chrome://tracing.")
    private boolean trace;

    /** What {@code --tables} takes. */
    enum Tables {
        PARQUET,
        CSV,
        NONE;

        /** The format; none for no tables. */
        Optional<TableFormat> format() {
            return switch (this) {
                case PARQUET -> Optional.of(TableFormat.PARQUET);
                case CSV -> Optional.of(TableFormat.CSV);
                case NONE -> Optional.empty();
            };
        }
    }

    /** Where the results go. */
    Path folder(String name) {
        if (out != null && out.toString().isEmpty()) {
            throw new InputException("--out is empty; it must be a folder");
        }
        String slug = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-+|-+$", "");
        return out != null ? out : Path.of("runs", slug.matches("[.]*") ? "run" : slug);
    }

    /** Simulates, and writes everything into the folder, which the caller commits. */
    RunResult simulate(Deployment deployment, Workload workload, long seed, OutputFolder output) {
        RunResult result;
        try (StepTable steps = format() == null ? null : ResultTables.steps(format(), table(output, "steps"));
                ChromeTrace events = trace ? ChromeTrace.open(output.file(TRACE), ChromeTrace.DEFAULT_STEPS) : null;
                Progress progress = new Progress("simulate", workload.size())) {
            ReplicaListener logs = ReplicaListener.all(orNone(steps), orNone(events));
            result = Simulation.run(deployment, workload, seed, logs, progress);
        }
        write(result, output);
        return result;
    }

    /** Writes all that is made from the figures of a run. */
    void write(RunResult result, OutputFolder output) {
        if (format() != null) {
            ResultTables.requests(result, format(), table(output, "requests"));
            ResultTables.timeSeries(result, format(), table(output, "timeseries"));
        }
        HtmlReport.write(result, output.file(REPORT));
        SummaryJson.write(result, output.file(RunFolder.SUMMARY));
    }

    private OutputFile table(OutputFolder output, String name) {
        return output.file(name + "." + tables.name().toLowerCase(Locale.ROOT));
    }

    private @Nullable TableFormat format() {
        return tables.format().orElse(null);
    }

    private static ReplicaListener orNone(@Nullable ReplicaListener listener) {
        return listener == null ? ReplicaListener.NONE : listener;
    }
}
