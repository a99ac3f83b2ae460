package dev.sangam.benchmarks.qos;

import dev.sangam.core.metric.Stat;
import dev.sangam.files.JsonText;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Tables of what was measured, with what was simulated in brackets beside it. */
final class Report {
    private static final List<String> HEADER = List.of(
            "load",
            "policy",
            "requests",
            "goodput /s",
            "attained %",
            "interactive",
            "important i.",
            "medium",
            "long",
            "important",
            "fluidity",
            "TTFT p50",
            "TTFT p99",
            "relegated",
            "failed");

    /** A run. */
    record Row(double load, String policy, Scores measured, Scores simulated) {}

    private final List<String> facts = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** A line that says what was done, for people. */
    void fact(String label, String value) {
        facts.add("%-10s %s".formatted(label, value));
        System.out.println(facts.getLast());
    }

    void add(Row row) {
        rows.add(row);
        TextTable one = new TextTable(2, HEADER);
        one.add(cells(row));
        one.lines((r, column, cell) -> cell).forEach(System.out::println);
    }

    /** The table and what it says of the claim. */
    void print() {
        TextTable table = new TextTable(2, HEADER);
        rows.forEach(row -> table.add(cells(row)));
        System.out.println();
        table.lines((r, column, cell) -> cell).forEach(System.out::println);
        System.out.println("measured over HTTP (simulated)");
        verdicts().forEach(System.out::println);
    }

    /** Writes {@code results.json} and {@code results.md} into a folder. */
    void write(Path folder) throws IOException {
        replace(folder.resolve("results.json"), json());
        replace(folder.resolve("results.md"), markdown());
    }

    private static void replace(Path file, String text) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> verdicts() {
        List<String> lines = new ArrayList<>();
        for (double load : rows.stream().map(Row::load).distinct().toList()) {
            Row best = rows.stream()
                    .filter(row -> row.load() == load)
                    .max(java.util.Comparator.comparingDouble(
                            row -> row.measured().goodput()))
                    .orElseThrow();
            lines.add("at %s of capacity %s has the highest goodput".formatted(Figures.number(load), best.policy()));
        }
        rows.stream()
                .filter(row -> row.policy().equals("niyama"))
                .forEach(row -> lines.add("at %s niyama kept %s of the important interactive requests"
                        .formatted(
                                Figures.number(row.load()),
                                Figures.share(
                                        row.measured().importantInteractive().attainment()))));
        return lines;
    }

    private static List<String> cells(Row row) {
        return List.of(
                Figures.number(row.load()),
                row.policy(),
                Integer.toString(row.measured().all().requests()),
                both(row, s -> "%.3f".formatted(s.goodput())),
                share(row, Scores::all),
                share(row, s -> named(s, "interactive")),
                share(row, Scores::importantInteractive),
                share(row, s -> named(s, "medium")),
                share(row, s -> named(s, "long")),
                share(row, Scores::important),
                both(row, s -> "%.3f".formatted(named(s, "interactive").fluidity())),
                seconds(row, Stat::p50),
                seconds(row, Stat::p99),
                both(row, s -> Integer.toString(s.all().relegated())),
                Integer.toString(row.measured().all().failed()));
    }

    private static Scores.Group named(Scores scores, String name) {
        return scores.classes().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no request of class " + name));
    }

    private static String share(Row row, Function<Scores, Scores.Group> group) {
        return both(row, s -> "%.1f".formatted(100 * group.apply(s).attainment()));
    }

    private static String seconds(Row row, ToDoubleFunction<Stat> figure) {
        return both(
                row,
                s -> "%.2f"
                        .formatted(figure.applyAsDouble(named(s, "interactive").ttft())));
    }

    private static String both(Row row, Function<Scores, String> figure) {
        return figure.apply(row.measured()) + " (" + figure.apply(row.simulated()) + ")";
    }

    private String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("```\n").append(String.join("\n", facts)).append("\n```\n\n");
        text.append("| ").append(String.join(" | ", HEADER)).append(" |\n| --- | --- ");
        text.append("| ---: ".repeat(HEADER.size() - 2)).append("|\n");
        rows.forEach(
                row -> text.append("| ").append(String.join(" | ", cells(row))).append(" |\n"));
        text.append("\nMeasured over HTTP (simulated).\n\n");
        verdicts().forEach(line -> text.append("- ").append(line).append('\n'));
        return text.toString();
    }

    private String json() {
        return JsonText.pretty(json -> {
            json.texts("facts", facts);
            json.list("runs", rows, row -> {
                json.number("load", row.load());
                json.text("policy", row.policy());
                json.section("measured", () -> scores(json, row.measured()));
                json.section("simulated", () -> scores(json, row.simulated()));
            });
        });
    }

    private static void scores(JsonText json, Scores scores) {
        json.number("makespan_seconds", scores.makespanSeconds());
        json.number("goodput_per_second", scores.goodput());
        List<Scores.Group> groups = new ArrayList<>(List.of(scores.all(), scores.important()));
        groups.addAll(scores.classes());
        groups.add(scores.importantInteractive());
        json.list("groups", groups, group -> {
            json.text("name", group.name());
            json.whole("requests", group.requests());
            json.whole("attained", group.attained());
            json.number("attainment_share", group.attainment());
            json.number("fluidity_share", group.fluidity());
            json.whole("relegated", group.relegated());
            json.whole("failed", group.failed());
            stat(json, "ttft", group.ttft());
            stat(json, "ttlt", group.ttlt());
            stat(json, "tbt", group.tbt());
        });
    }

    private static void stat(JsonText json, String name, Stat stat) {
        json.section(name, () -> {
            json.number("mean_seconds", stat.mean());
            json.number("p50_seconds", stat.p50());
            json.number("p90_seconds", stat.p90());
            json.number("p99_seconds", stat.p99());
            json.number("max_seconds", stat.max());
        });
    }
}
