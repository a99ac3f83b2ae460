package dev.sangam.measure.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.measure.report.SweepPage.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sweep as a table, a line for each run. */
public final class SweepText {
    /** Of {@link #cells}. */
    static final List<String> HEADER = Stream.concat(
                    ScopeRow.HEADER.stream().map(name -> name.isEmpty() ? "load" : name),
                    Stream.of("req/s", "tokens/s", "valid"))
            .toList();

    private SweepText() {}

    /** The text, lines ending in {@code \n}. */
    public static String of(List<Fact> facts, List<Level> levels, TextStyle style) {
        String head = facts.stream()
                .map(fact -> String.format(Locale.ROOT, "%-13s %s%n", fact.label(), fact.value()))
                .collect(Collectors.joining());
        TextTable table = new TextTable(1, HEADER);
        levels.forEach(level -> table.add(cells(level)));
        int valid = HEADER.size() - 1;
        return head
                + "\n"
                + String.join(
                        "\n",
                        table.lines((row, column, text) -> row == 0
                                ? style.bold(text)
                                : column == valid && text.strip().equals("no") ? style.red(text) : text))
                + "\n";
    }

    static String name(Level level) {
        return Figures.number(level.level())
                + (level.summary().facts().openLoop() ? " /s" : level.level() == 1 ? " user" : " users");
    }

    static List<String> cells(Level level) {
        List<String> cells = new ArrayList<>(ScopeRow.cells(level.summary().all()));
        cells.set(0, name(level));
        cells.add(Figures.number(level.summary().all().requestsPerSecond()));
        cells.add(Figures.number(level.summary().all().outputTokensPerSecond()));
        cells.add(level.summary().validity().valid() ? "yes" : "no");
        return cells;
    }
}
