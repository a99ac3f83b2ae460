package dev.sangam.cli;

import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.output.TableFormat;
import dev.sangam.files.trace.WorkloadFile;
import dev.sangam.measure.figures.RequestTable;
import dev.sangam.measure.figures.RunSummary;
import dev.sangam.measure.figures.RunSummaryJson;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.report.Fact;
import dev.sangam.measure.report.RunPage;
import dev.sangam.measure.run.RunFile;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.run.RunWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** What was to be sent when, of a run in an open loop: {@code simulate} takes it too. */
    static final String WORKLOAD = "workload.csv.gz";

    private static final String REQUESTS = "requests";

    /** Every file but the record, which is not replaced before the run that follows it has ended. */
    private static final List<String> REPLACED = List.of(OutputOptions.REPORT, "requests.csv", "requests.parquet");

    /** The run under SLOs, which need not be those it was made with. */
    static BenchResult of(String title, List<Fact> facts, RunRecord run, SloSettings slos) {
        return new BenchResult(title, facts, run, RunSummary.of(run, slos));
    }

    /** The same for a record that was read, which tells itself what there is to know. */
    static BenchResult of(RunRecord run, SloSettings slos) {
        String endpoints = String.join(", ", run.facts().endpoints());
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("endpoint", endpoints + ", model " + run.facts().model()));
        facts.addAll(RunFactLines.of(run, slos));
        return of(run.facts().model() + " at " + endpoints, facts, run, slos);
    }

    /** Keeps the schedule of a run in an open loop; a closed one has none. */
    static void keepSchedule(BenchStep step, Path folder) {
        Path file = folder.resolve(WORKLOAD);
        if (step.open()) {
            WorkloadFile.write(file, step.plan().workload());
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
    }

    /** Creates the folder, or takes that of an earlier benchmark over. */
    static OutputFolder open(Path folder) {
        return OutputFolder.open(folder, SUMMARY, REPLACED);
    }

    /** Writes all that is made from the record. */
    void write(OutputFolder output, Optional<TableFormat> tables) {
        tables.ifPresent(format -> RequestTable.write(
                run,
                summary.slos(),
                format,
                output.file(REQUESTS + "." + format.name().toLowerCase(Locale.ROOT))));
        OutputFile page = output.file(OutputOptions.REPORT);
        page.write(RunPage.of(title, facts, summary, run).getBytes(StandardCharsets.UTF_8));
        RunSummaryJson.write(summary, run.labels(), output.file(SUMMARY));
    }

    /** Writes the record too, where it does not lie there yet, and gives everything its name. */
    void writeAll(OutputFolder output, Optional<TableFormat> tables) {
        write(output, tables);
        Path record = output.file(RECORD).part();
        try (RunWriter writer = RunWriter.create(record, run.facts(), run.labels())) {
            run.requests().forEach(writer::add);
            writer.finish(run.facts());
        }
        output.commit();
    }

    /** Reads the record of a run in a folder, or a record by itself; one that was not finished as far as it goes. */
    static RunRecord read(Path folderOrFile) {
        Path record = Files.isDirectory(folderOrFile) ? folderOrFile.resolve(RECORD) : folderOrFile;
        boolean unfinished = String.valueOf(record.getFileName()).endsWith(".part");
        return unfinished ? RunFile.readUnfinished(record) : RunFile.read(record);
    }

    /** Names of the classes of its requests. */
    static List<String> classes(RunRecord run) {
        return run.labels().stream().map(label -> label.qos().name()).distinct().toList();
    }
}
