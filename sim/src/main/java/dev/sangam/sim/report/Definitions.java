package dev.sangam.sim.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.files.output.TableColumn;
import dev.sangam.files.output.TextTable;
import java.util.List;

/** What every figure and every column means, as text for the terminal. */
public final class Definitions {
    private static final int WIDTH = 100;
    private static final String INDENT = "    ";

    private Definitions() {}

    /** Every metric: id, title, unit and definition. */
    public static String metrics() {
        StringBuilder text = new StringBuilder();
        for (Metric metric : Metric.values()) {
            entry(text, metric.id() + " - " + metric.title() + ", in " + metric.unit(), metric.definition());
        }
        return text.toString();
    }

    /** Every column of the tables {@code requests}, {@code steps} and {@code timeseries}. */
    public static String tables() {
        StringBuilder text = new StringBuilder();
        table(text, "requests", ResultTables.REQUESTS);
        table(text, "steps", ResultTables.STEPS);
        table(text, "timeseries", ResultTables.TIMESERIES);
        return text.toString();
    }

    private static void table(StringBuilder text, String name, List<TableColumn> columns) {
        text.append(name).append('\n');
        TextTable table = new TextTable(3, List.of(INDENT + "column", "type", "what it holds"));
        for (TableColumn column : columns) {
            table.add(List.of(INDENT + column.name(), column.type().sql(), column.description()));
        }
        table.lines((row, column, cell) -> cell)
                .forEach(line -> text.append(line).append('\n'));
        text.append('\n');
    }

    private static void entry(StringBuilder text, String head, String definition) {
        text.append(head).append('\n');
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : definition.split(" ", -1)) {
            if (line.length() + word.length() > WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(INDENT);
            }
            line.append(word).append(' ');
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
