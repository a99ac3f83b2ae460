package dev.sangam.cli;

import dev.sangam.files.output.OutputFolder;
import dev.sangam.measure.figures.RunMerge;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.report.SummaryText;
import dev.sangam.measure.run.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam bench merge}: what several load generators measured at the same time, as one run. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes one run of those that several machines made at the same time, request by request.",
            "Latencies stay exact: both ends of each are on one machine's clock."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sangam bench merge part-0 part-1 part-2 --out runs/all",
            "",
            "Exit codes: 0 done, 2 bad input, 4 the run is invalid."
        })
final class BenchMergeCommand implements Callable<Integer> {
    @Parameters(arity = "2..*", paramLabel = "RUN", description = "Folders of runs, or their run.jsonl.gz.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> paths;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder of the results, which replace those of an earlier run there.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--tables", paramLabel = "FORMAT", description = "Parquet (default), csv or none.")
    private OutputOptions.Tables tables = OutputOptions.Tables.PARQUET;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<RunRecord> parts = paths.stream().map(BenchResult::read).toList();
        RunRecord run = RunMerge.of(parts, paths.stream().map(Path::toString).toList());
        BenchResult result = BenchResult.of(run, SloSettings.AS_RECORDED);
        try (OutputFolder output = BenchResult.open(out)) {
            result.writeAll(output, tables.format());
        }
        PrintWriter text = spec.commandLine().getOut();
        text.print(SummaryText.of(result.summary(), result.facts(), Terminal.style()));
        text.println("results       " + out.resolve(OutputOptions.REPORT));
        text.flush();
        return result.summary().validity().valid() ? 0 : Sangam.RUN_INVALID;
    }
}
