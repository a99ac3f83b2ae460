package dev.sangam.sim.experiment;

import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.sim.experiment.Experiment.WorkloadName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The main tables of an experiment for a terminal. */
public final class ResultText {
    private ResultText() {}

    /** The text, lines ending in a line feed. */
    public static String of(ExperimentResult result, TextStyle style) {
        Experiment experiment = result.experiment();
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(experiment.name() + ": " + experiment.title()));
        if (!experiment.source().isEmpty()) {
            lines.add("[in brackets] " + experiment.source());
        }
        lines.add(Shown.conditions(result));
        experiment.workloads().stream()
                .filter(workload -> !workload.lengths().isEmpty())
                .map(ResultText::lengths)
                .forEach(lines::add);
        for (ResultTable table : ResultTables.of(result)) {
            if (table.main()) {
                lines.add("");
                lines.add(table.caption());
                lines.addAll(lines(table, style));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    static String lengths(WorkloadName workload) {
        return workload.name() + " lengths: " + workload.lengths();
    }

    private static List<String> lines(ResultTable table, TextStyle style) {
        List<String> header = new ArrayList<>(List.of(""));
        header.addAll(table.columns());
        TextTable text = new TextTable(1, header);
        for (ResultTable.Row row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.variant()));
            row.cells().stream().map(ResultText::cell).forEach(cells::add);
            text.add(cells);
        }
        return text.lines((row, column, cell) -> row == 0 ? style.bold(cell) : cell);
    }

    private static String cell(Optional<Measured> cell) {
        return cell.map(measured -> {
                    String confidence = Shown.confidence(measured);
                    String paper = Shown.paper(measured);
                    return Shown.mean(measured)
                            + (confidence.isEmpty() ? "" : " +- " + confidence)
                            + (paper.isEmpty() ? "" : " [" + paper + "]");
                })
                .orElse("-");
    }
}
