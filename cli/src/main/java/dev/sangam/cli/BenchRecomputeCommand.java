package dev.sangam.cli;

import dev.sangam.files.output.OutputFolder;
import dev.sangam.measure.figures.RunSummaryJson;
import dev.sangam.measure.report.SummaryText;
import dev.sangam.measure.run.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam bench recompute}: a run that was made, held to other SLOs. */
@Command(
        name = "recompute",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Computes every figure of a run anew from its record, under other SLOs; nothing is sent.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam bench recompute runs/bench --slo ttft=500ms,tbt=50ms",
            "  sangam bench recompute runs/bench --prefill-profile prefill.json --out runs/fitted",
            "",
            "Exit codes: 0 done, 2 bad input, 3 a gate was missed, 4 the run is invalid."
        })
final class BenchRecomputeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of a run, or its run.jsonl.gz.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path path;

    @Mixin
    private BenchGoalFlags goals = new BenchGoalFlags();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Also write a folder like that of the run, with a copy of the record.")
    private @Nullable Path out;

    @Option(names = "--tables", paramLabel = "FORMAT", description = "With --out: parquet (default), csv or none.")
    private OutputOptions.Tables tables = OutputOptions.Tables.PARQUET;

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        RunRecord run = BenchResult.read(path);
        goals.requireClasses(BenchResult.classes(run));
        BenchResult result = BenchResult.of(run, goals.slos().settings());
        String report = "";
        if (out != null) {
            try (OutputFolder output = BenchResult.open(out)) {
                result.writeAll(output, tables.format());
            }
            report = "results       " + out.resolve(OutputOptions.REPORT) + System.lineSeparator();
        }
        PrintWriter text = spec.commandLine().getOut();
        text.print(
                json
                        ? RunSummaryJson.text(result.summary(), run.labels())
                        : SummaryText.of(result.summary(), result.facts(), Terminal.style()) + report);
        text.flush();
        return goals.status(result, json ? spec.commandLine().getErr() : text);
    }
}
