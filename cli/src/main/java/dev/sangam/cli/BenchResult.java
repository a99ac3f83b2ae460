package dev.sangam.cli;

import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.output.TableFormat;
import dev.sangam.measure.figures.Gates;
import dev.sangam.measure.figures.Gates.Gate;
import dev.sangam.measure.figures.RequestTable;
import dev.sangam.measure.figures.RunSummary;
import dev.sangam.measure.figures.RunSummaryJson;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.report.Fact;
import dev.sangam.measure.report.RunPage;
import dev.sangam.measure.run.RunRecord;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A finished run, and what is left of it in its folder.
 *
 * @param title one line that names it
 * @param facts what was asked of whom
 * @param run the record
 * @param summary its figures
 */
record BenchResult(String title, List<Fact> facts, RunRecord run, RunSummary summary) {
    /** The file that makes a folder that of a benchmark. */
    static final String SUMMARY = "summary.json";

    /** The record of the run, from which all else can be made again. */
    static final String RECORD = "run.jsonl.gz";

    private static final String REQUESTS = "requests";

    /** Every file but the record, which is not replaced before the run that follows it has ended. */
    private static final List<String> REPLACED = List.of(OutputOptions.REPORT, "requests.csv", "requests.parquet");

    /** The run under SLOs, which need not be those it was made with. */
    static BenchResult of(String title, List<Fact> facts, RunRecord run, SloSettings slos) {
        return new BenchResult(title, facts, run, RunSummary.of(run, slos));
    }

    /** Creates the folder, or takes that of an earlier benchmark over. */
    static OutputFolder open(Path folder) {
        return OutputFolder.open(folder, SUMMARY, REPLACED);
    }

    /** Where the record of a run is: in its folder, or the file itself. */
    static Path record(Path folderOrFile) {
        return folderOrFile.toFile().isDirectory() ? folderOrFile.resolve(RECORD) : folderOrFile;
    }

    /** Writes all that is made from the record. */
    void write(OutputFolder output, Optional<TableFormat> tables) {
        tables.ifPresent(format -> RequestTable.write(
                run, summary.slos(), format, output.file(REQUESTS + "." + format.name().toLowerCase(Locale.ROOT))));
        OutputFile page = output.file(OutputOptions.REPORT);
        page.write(RunPage.of(title, facts, summary, run).getBytes(StandardCharsets.UTF_8));
        RunSummaryJson.write(summary, run.labels(), output.file(SUMMARY));
    }

    /** Holds the run to goals, and prints what came of each. */
    boolean print(List<Goal> goals, PrintWriter text) {
        Gates gates = Gates.of(summary, goals);
        for (Gate gate : gates.gates()) {
            text.printf("gate      %-30s %s; %s%n", gate.goal(), gate.met() ? "met" : "MISSED", gate.text());
        }
        text.flush();
        return gates.gates().stream().allMatch(Gate::met);
    }
}
