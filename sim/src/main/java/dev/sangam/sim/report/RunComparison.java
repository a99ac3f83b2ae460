package dev.sangam.sim.report;

import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.JsonText;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two runs side by side: what was different about them, and what came of it. */
public final class RunComparison {
    /** A difference below this share of A is not called better or worse. */
    public static final double NOTABLE = 0.005;

    /** What B is, compared with A. */
    public enum Verdict {
        /** B is better by a notable difference. */
        BETTER,
        /** B is worse by a notable difference. */
        WORSE,
        /** Equal, nearly equal, or not to be judged. */
        NONE
    }

    /**
     * A figure of both runs.
     *
     * @param scope the class, {@code all} requests, or the {@code run}
     * @param id name of the figure, which ends in its unit
     * @param title the figure for people
     * @param a value of the first run, NaN when it is not known
     * @param b value of the second run
     * @param verdict what B is
     */
    public record Row(String scope, String id, String title, double a, double b, Verdict verdict) {
        /** B - A. */
        public double difference() {
            return b - a;
        }

        /** B / A; NaN when A is 0. */
        public double ratio() {
            return a == 0 ? Double.NaN : b / a;
        }
    }

    private static final List<String> HEADER = List.of("", "figure", "A", "B", "B - A", "B / A", "B is");

    private record Shown(Row row, String a, String b, String difference) {}

    private final SavedSummary a;
    private final SavedSummary b;
    private final List<Shown> rows = new ArrayList<>();

    private RunComparison(SavedSummary a, SavedSummary b) {
        this.a = a;
        this.b = b;
    }

    /** Compares B with A. Classes are matched by name; a class of only one of them has no row. */
    public static RunComparison of(SavedSummary a, SavedSummary b) {
        RunComparison result = new RunComparison(a, b);
        Figure.RUN.forEach(figure -> result.add("run", figure, a.summary(), b.summary()));
        Map<String, ClassSummary> ofB = byName(b.summary());
        byName(a.summary()).forEach((name, classOfA) -> {
            ClassSummary classOfB = ofB.get(name);
            if (classOfB != null) {
                Figure.CLASS.forEach(figure -> result.add(name, figure, classOfA, classOfB));
            }
        });
        return result;
    }

    /** Every figure that is known of at least one of them. */
    public List<Row> rows() {
        return rows.stream().map(Shown::row).toList();
    }

    /** As a table. */
    public String text(TextStyle style) {
        List<String> lines = new ArrayList<>();
        lines.add("A: " + a.title() + " (seed " + a.seed() + ")");
        lines.add("B: " + b.title() + " (seed " + b.seed() + ")");
        differingFacts().forEach((label, values) -> lines.add("   " + label + ": " + values));
        lines.add("");
        TextTable table = new TextTable(2, HEADER);
        String scope = "run";
        for (Shown shown : rows) {
            if (!shown.row.scope.equals(scope)) {
                table.gap();
            }
            scope = shown.row.scope;
            table.add(cells(shown));
        }
        lines.addAll(table.lines((row, column, text) -> row == 0 ? style.bold(text) : painted(style, column, text)));
        return String.join("\n", lines) + "\n";
    }

    private static String painted(TextStyle style, int column, String text) {
        if (column < HEADER.size() - 1 || text.isBlank()) {
            return text;
        }
        return text.endsWith("better") ? style.green(text) : style.red(text);
    }

    private static List<String> cells(Shown shown) {
        Row row = shown.row;
        String ratio = Double.isFinite(row.ratio()) ? String.format(Locale.ROOT, "%.3f", row.ratio()) : Figures.NONE;
        String verdict = row.verdict == Verdict.NONE ? "" : row.verdict.name().toLowerCase(Locale.ROOT);
        return List.of(row.scope, row.title, shown.a, shown.b, shown.difference, ratio, verdict);
    }

    /** As JSON. */
    public String json() {
        return JsonText.pretty(json -> {
            json.text("schema", "sangam.comparison/1");
            json.section("a", () -> run(json, a));
            json.section("b", () -> run(json, b));
            json.list("figures", rows(), row -> {
                json.text("scope", row.scope);
                json.text("figure", row.id);
                json.number("a", row.a);
                json.number("b", row.b);
                json.number("difference", row.difference());
                json.number("ratio", row.ratio());
                json.text("b_is", row.verdict.name().toLowerCase(Locale.ROOT));
            });
        });
    }

    private static void run(JsonText json, SavedSummary run) {
        json.text("title", run.title());
        json.whole("seed", run.seed());
        json.list("facts", run.facts(), fact -> {
            json.text("label", fact.label());
            json.text("value", fact.value());
        });
    }

    private <S> void add(String scope, Figure<S> figure, S ofA, S ofB) {
        double va = figure.of().applyAsDouble(ofA);
        double vb = figure.of().applyAsDouble(ofB);
        if (Double.isFinite(va) || Double.isFinite(vb)) {
            Row row = new Row(scope, figure.id(), figure.title(), va, vb, verdict(figure.better(), va, vb));
            double difference = row.difference();
            String sign = difference > 0 ? "+" : difference < 0 ? "-" : "";
            String size = figure.difference(Math.abs(difference));
            rows.add(new Shown(row, figure.shown().apply(va), figure.shown().apply(vb), sign + size));
        }
    }

    private static Verdict verdict(Figure.Better better, double va, double vb) {
        if (!(Math.abs(vb - va) > NOTABLE * Math.abs(va)) || better == Figure.Better.NEITHER) {
            return Verdict.NONE;
        }
        return (vb < va) == (better == Figure.Better.LOWER) ? Verdict.BETTER : Verdict.WORSE;
    }

    private static Map<String, ClassSummary> byName(Summary summary) {
        Map<String, ClassSummary> result = new LinkedHashMap<>();
        result.put("all", summary.all());
        summary.classes().forEach(c -> result.putIfAbsent(c.name(), c));
        return result;
    }

    private Map<String, String> differingFacts() {
        Map<String, String> ofA = facts(a);
        Map<String, String> ofB = facts(b);
        Map<String, String> result = new LinkedHashMap<>();
        ofA.forEach((label, value) -> {
            String other = ofB.getOrDefault(label, Figures.NONE);
            if (!other.equals(value)) {
                result.put(label, value + " -> " + other);
            }
        });
        ofB.forEach((label, value) -> {
            if (!ofA.containsKey(label)) {
                result.put(label, Figures.NONE + " -> " + value);
            }
        });
        return result;
    }

    private static Map<String, String> facts(SavedSummary run) {
        Map<String, String> result = new LinkedHashMap<>();
        for (Fact fact : run.facts()) {
            result.put(fact.label(), fact.value());
        }
        return result;
    }
}
