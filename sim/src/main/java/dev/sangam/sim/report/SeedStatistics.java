package dev.sangam.sim.report;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.StudentT;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.JsonText;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The figures of equal runs with different seeds: means with the 95 % confidence intervals of Student's t. */
public final class SeedStatistics {
    /**
     * A figure over all seeds.
     *
     * @param scope the class, {@code all} requests, or the {@code run}
     * @param id name of the figure, which ends in its unit
     * @param title the figure for people
     * @param seeds for which it is known
     * @param mean of these
     * @param halfWidth of the 95 % confidence interval of the mean; NaN for a single seed
     * @param min smallest value
     * @param max largest value
     */
    public record Row(
            String scope, String id, String title, int seeds, double mean, double halfWidth, double min, double max) {}

    private record Shown(Row row, List<String> cells) {}

    private final List<SavedSummary> runs;
    private final List<Shown> rows = new ArrayList<>();

    private SeedStatistics(List<SavedSummary> runs) {
        this.runs = List.copyOf(runs);
    }

    /** Over runs that differ in their seeds alone, at least one. */
    public static SeedStatistics of(List<SavedSummary> runs) {
        if (runs.isEmpty()) {
            throw new InputException("seeds: there is no run; there must be at least one");
        }
        SeedStatistics result = new SeedStatistics(runs);
        Figure.RUN.forEach(figure -> result.add(
                "run", figure, runs.stream().map(SavedSummary::summary).toList()));
        result.addClass("all", runs.stream().map(run -> run.summary().all()).toList());
        for (ClassSummary c : runs.getFirst().summary().classes()) {
            result.addClass(
                    c.name(),
                    runs.stream()
                            .flatMap(run -> run.summary().classes().stream())
                            .filter(other -> other.name().equals(c.name()))
                            .toList());
        }
        return result;
    }

    /** Every figure that is known for at least one seed. */
    public List<Row> rows() {
        return rows.stream().map(Shown::row).toList();
    }

    /** As a table. */
    public String text(TextStyle style) {
        List<String> lines = new ArrayList<>();
        lines.add(runs.getFirst().title());
        lines.add(runs.size() + " seeds: " + seeds());
        lines.add("");
        TextTable table = new TextTable(2, List.of("", "figure", "mean", "95 % confidence", "smallest", "largest"));
        String scope = "run";
        for (Shown shown : rows) {
            if (!shown.row.scope.equals(scope)) {
                table.gap();
            }
            scope = shown.row.scope;
            table.add(shown.cells);
        }
        lines.addAll(table.lines((row, column, text) -> row == 0 ? style.bold(text) : text));
        return String.join("\n", lines) + "\n";
    }

    /** As JSON. */
    public String json() {
        return JsonText.pretty(json -> {
            json.text("schema", "sangam.seeds/1");
            json.text("title", runs.getFirst().title());
            json.wholes("seeds", runs.stream().map(SavedSummary::seed).toList());
            json.list("figures", rows(), row -> {
                json.text("scope", row.scope);
                json.text("figure", row.id);
                json.whole("known_seeds", row.seeds);
                json.number("mean", row.mean);
                json.number("confidence_95_half_width", row.halfWidth);
                json.number("min", row.min);
                json.number("max", row.max);
            });
        });
    }

    private void addClass(String name, List<ClassSummary> ofSeeds) {
        Figure.CLASS.forEach(figure -> add(name, figure, ofSeeds));
    }

    private String seeds() {
        List<String> seeds =
                runs.stream().map(run -> Long.toString(run.seed())).limit(12).toList();
        return String.join(", ", seeds) + (runs.size() > seeds.size() ? ", ..." : "");
    }

    private <S> void add(String scope, Figure<S> figure, List<S> summaries) {
        double[] values = summaries.stream()
                .mapToDouble(figure.of())
                .filter(Double::isFinite)
                .toArray();
        if (values.length == 0) {
            return;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double half = StudentT.halfWidth(values);
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        Row row = new Row(scope, figure.id(), figure.title(), values.length, mean, half, min, max);
        var shown = figure.shown();
        String confidence = Double.isFinite(half) ? "+- " + figure.difference(half) : Figures.NONE;
        rows.add(new Shown(
                row,
                List.of(scope, figure.title(), shown.apply(mean), confidence, shown.apply(min), shown.apply(max))));
    }
}
