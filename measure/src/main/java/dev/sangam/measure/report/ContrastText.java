package dev.sangam.measure.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Metric.Kind;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.files.JsonText;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.measure.figures.RunContrast;
import dev.sangam.measure.figures.RunContrast.Row;
import dev.sangam.measure.figures.RunContrast.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison of runs as a table, and as JSON. */
public final class ContrastText {
    private static final List<String> HEADER = List.of("figure", "A", "B", "B - A", "95 % interval", "B is");

    private ContrastText() {}

    /** The text, lines ending in {@code \n}. */
    public static String of(RunContrast contrast, TextStyle style) {
        TextTable table = new TextTable(1, HEADER);
        for (Row row : contrast.rows()) {
            table.add(List.of(
                    name(row),
                    shown(row.metric(), row.a()),
                    shown(row.metric(), row.b()),
                    signed(row.metric(), row.difference()),
                    Double.isNaN(row.low())
                            ? Figures.NONE
                            : signed(row.metric(), row.low()) + " to " + signed(row.metric(), row.high()),
                    word(row.verdict())));
        }
        List<String> lines = new ArrayList<>(table.lines((row, column, text) -> row == 0
                ? style.bold(text)
                : column < HEADER.size() - 1
                        ? text
                        : switch (contrast.rows().get(row - 1).verdict()) {
                            case BETTER -> style.green(text);
                            case WORSE -> style.red(text);
                            case NO_DIFFERENCE_SHOWN, NOT_TESTED -> text;
                        }));
        lines.add("");
        for (RunContrast.Test test : contrast.tests()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-13s a request of B is faster than one of A with probability %.2f (Mann-Whitney p %s; %d and %d"
                            + " requests)",
                    test.metric().name(),
                    test.result().probability(),
                    Double.isNaN(test.result().p())
                            ? "not known"
                            : String.format(Locale.ROOT, "%.2g", test.result().p()),
                    test.countA(),
                    test.countB()));
        }
        lines.add("");
        contrast.notes().forEach(note -> lines.add("note          " + note));
        return String.join("\n", lines) + "\n";
    }

    /** As JSON. */
    public static String json(RunContrast contrast) {
        return JsonText.pretty(json -> {
            json.text("schema", "sangam.bench-comparison/1");
            json.list("figures", contrast.rows(), row -> {
                json.text("metric", row.metric().id());
                json.text("figure", row.figure().name().toLowerCase(Locale.ROOT));
                json.text("unit", row.metric().unit());
                json.number("a", row.a());
                json.number("b", row.b());
                json.number("difference", row.difference());
                json.number("low", row.low());
                json.number("high", row.high());
                json.text("b_is", row.verdict().name().toLowerCase(Locale.ROOT));
            });
            json.list("mann_whitney", contrast.tests(), test -> {
                json.text("metric", test.metric().id());
                json.whole("count_a", test.countA());
                json.whole("count_b", test.countB());
                json.number("u", test.result().u());
                json.number("z", test.result().z());
                json.number("p", test.result().p());
                json.number("probability_b_is_faster", test.result().probability());
            });
            json.texts("notes", contrast.notes());
        });
    }

    private static String name(Row row) {
        return row.figure() == Figure.ITSELF
                ? row.metric().title()
                : row.metric().name() + " " + row.figure().name().toLowerCase(Locale.ROOT);
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> "better";
            case WORSE -> "worse";
            case NO_DIFFERENCE_SHOWN -> "no difference shown";
            case NOT_TESTED -> "not tested";
        };
    }

    private static String signed(Metric metric, double value) {
        return (value > 0 ? "+" : "") + shown(metric, value);
    }

    private static String shown(Metric metric, double value) {
        return metric.kind() == Kind.TIMES
                ? Figures.seconds(value)
                : metric.kind() == Kind.RATE ? Figures.number(value) : Figures.share(value);
    }
}
