package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.measure.fidelity.FidelityGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as text for a terminal. */
public final class FidelityText {
    private FidelityText() {}

    /** The text, lines ending in {@code \n}. */
    public static String of(FidelityReport report, TextStyle style) {
        Verdict verdict = Verdict.of(report);
        List<String> lines = new ArrayList<>();
        lines.add(fact("base", model(report.base())));
        lines.add(fact("candidate", model(report.candidate())));
        report.settings().forEach(setting -> lines.add(fact(setting.label(), setting.value())));
        lines.add("");
        lines.add(style.bold(verdict.headline()));
        verdict.reasons().forEach(reason -> lines.add("  " + reason + "."));
        table(FidelityRows.sets(report), 1, style, lines);
        table(FidelityRows.open(report), 1, style, lines);
        table(FidelityRows.margins(report.comparison()), 1, style, lines);
        table(FidelityRows.texts(report), 1, style, lines);
        gates(report.gates(), style, lines);
        String text = String.join("\n", lines) + "\n";
        return style.unicode() ? text : text.replace("±", "+-");
    }

    /** What is known of a model, on one line. */
    static String model(ModelFacts model) {
        StringBuilder text = new StringBuilder(model.name());
        model.fileBytes().ifPresent(bytes -> text.append(", ").append(Shown.bytes(bytes)));
        model.bitsPerWeight().ifPresent(bits -> text.append(", ").append(Figures.of(bits, "bits a weight")));
        model.speed()
                .ifPresent(speed -> text.append(", reads ")
                        .append(Figures.of(speed.prefillTokensPerSecond(), "tokens/s"))
                        .append(" and writes ")
                        .append(Figures.of(speed.decodeTokensPerSecond(), "tokens/s")));
        return text.toString();
    }

    private static String fact(String label, String value) {
        return String.format(Locale.ROOT, "%-13s %s", label, value);
    }

    private static void table(FidelityRows rows, int leftColumns, TextStyle style, List<String> lines) {
        if (rows.cells().isEmpty()) {
            return;
        }
        TextTable table = new TextTable(leftColumns, rows.header());
        rows.cells().forEach(table::add);
        lines.add("");
        lines.addAll(table.lines((row, column, text) -> row == 0 ? style.bold(text) : text));
    }

    private static void gates(List<FidelityGate.Judged> gates, TextStyle style, List<String> lines) {
        if (gates.isEmpty()) {
            return;
        }
        TextTable table = new TextTable(1, List.of("gate", "is", ""));
        for (FidelityGate.Judged each : gates) {
            table.add(List.of(
                    each.gate().toString(),
                    Shown.value(each.gate().figure(), each.value()),
                    each.met() ? "met" : "missed"));
        }
        lines.add("");
        lines.addAll(table.lines((row, column, text) -> row == 0
                ? style.bold(text)
                : column < 2 ? text : gates.get(row - 1).met() ? style.green(text) : style.red(text)));
    }
}
