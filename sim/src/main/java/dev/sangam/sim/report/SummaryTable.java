package dev.sangam.sim.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A run on one screen, about 100 columns wide: facts, latency per class, use of the pool, and what happened over time. */
public final class SummaryTable {
    /** {@link Metric#ATTAINMENT} below this is shown in red. */
    private static final double GOOD_ATTAINMENT = 0.99;

    private static final int SPARKS = 56;
    private static final int LABEL_WIDTH = 13;
    private static final int CLASS_WIDTH = 14;
    private static final List<String> HEADER = List.of(
            "class",
            "requests",
            "TTFT p50",
            "p90",
            "p99",
            "TBT p50",
            "p99",
            "TPOT p50",
            "TTLT p50",
            "p99",
            "in SLO",
            "fluid");

    private static final int ATTAINMENT_COLUMN = HEADER.indexOf("in SLO");

    private final RunResult result;
    private final Summary summary;
    private final TextStyle style;
    private final List<String> lines = new ArrayList<>();

    private SummaryTable(RunResult result, TextStyle style) {
        this.result = result;
        this.summary = result.summary();
        this.style = style;
    }

    /** The text, lines ending in {@code \n}. */
    public static String text(RunResult result, TextStyle style) {
        SummaryTable table = new SummaryTable(result, style);
        table.facts();
        table.classes();
        table.totals();
        table.pictures();
        return String.join("\n", table.lines) + "\n";
    }

    private void facts() {
        lines.add(style.bold(result.title()));
        for (Fact fact : result.facts()) {
            line(fact.label(), fact.value());
        }
        line("seed", Long.toString(result.seed()));
        lines.add("");
    }

    private void classes() {
        List<ClassSummary> rows = rows(summary);
        TextTable table = new TextTable(1, HEADER);
        rows.forEach(row -> table.add(cells(row)));
        lines.addAll(table.lines((row, column, text) -> row == 0
                ? style.bold(text)
                : column == ATTAINMENT_COLUMN && rows.get(row - 1).attainment() < GOOD_ATTAINMENT
                        ? style.red(text)
                        : text));
        lines.add("");
    }

    /** Every class, then all requests. */
    static List<ClassSummary> rows(Summary summary) {
        List<ClassSummary> rows = new ArrayList<>(summary.classes());
        rows.add(summary.all());
        return rows;
    }

    private static List<String> cells(ClassSummary c) {
        String name = c.name().length() <= CLASS_WIDTH ? c.name() : c.name().substring(0, CLASS_WIDTH - 2) + "..";
        List<String> cells = new ArrayList<>(List.of(name));
        cells.addAll(figures(c));
        cells.add(Figures.share(c.attainment()));
        cells.add(fluidity(c));
        return cells;
    }

    /** Requests and latencies of a class, in the order of the table's and the report's columns. */
    static List<String> figures(ClassSummary c) {
        return List.of(
                Figures.count(c.requests()),
                seconds(c.ttft(), c.ttft().p50()),
                seconds(c.ttft(), c.ttft().p90()),
                seconds(c.ttft(), c.ttft().p99()),
                seconds(c.tbt(), c.tbt().p50()),
                seconds(c.tbt(), c.tbt().p99()),
                seconds(c.tpot(), c.tpot().p50()),
                seconds(c.ttlt(), c.ttlt().p50()),
                seconds(c.ttlt(), c.ttlt().p99()));
    }

    static String fluidity(ClassSummary c) {
        return c.fluidity().count() == 0
                ? Figures.NONE
                : Figures.share(c.fluidity().mean());
    }

    static String seconds(Stat stat, double value) {
        return stat.count() == 0 ? Figures.NONE : Figures.seconds(value);
    }

    private void totals() {
        line(
                "requests",
                requests() + " in " + Figures.seconds(summary.makespan()) + " (from first arrival to last token)");
        line(
                "throughput",
                String.join(
                        ", ",
                        Figures.of(summary.requestsPerSecond(), "requests/s"),
                        Figures.of(summary.outputTokensPerSecond(), "output tokens/s"),
                        Figures.of(summary.tokensPerSecond(), "tokens/s with prompts")));
        if (summary.all().promised() > 0) {
            line(
                    "goodput",
                    Figures.of(summary.all().goodput(), "requests/s within their SLO") + "; "
                            + Figures.count(summary.all().attained()) + " of "
                            + Figures.count(summary.all().promised()) + " requests with an SLO");
        }
        line(
                "pool",
                "busy " + Figures.share(summary.busy()) + ", KV cache " + Figures.share(summary.kvUse())
                        + " in use, prefix hits " + Figures.share(summary.prefixHits()) + ", MFU "
                        + (Double.isFinite(summary.mfu()) ? Figures.share(summary.mfu()) : "not known"));
        line("cost", cost());
        line(
                "scheduler",
                Figures.count(summary.steps()) + " steps, " + Figures.count(summary.preemptions()) + " preemptions");
    }

    private String requests() {
        return summary.completed() == summary.requests()
                ? Figures.count(summary.requests()) + " completed"
                : style.red(
                        Figures.count(summary.completed()) + " of " + Figures.count(summary.requests()) + " completed");
    }

    private String cost() {
        String gpus = summary.gpus() + (summary.gpus() == 1 ? " GPU" : " GPUs");
        return Double.isFinite(summary.cost())
                ? Figures.dollars(summary.cost()) + " for " + gpus + ", "
                        + Figures.dollars(summary.costPerMillionOutputTokens()) + " per million output tokens"
                : gpus + ", price not known";
    }

    private void pictures() {
        Timeline timeline = Timeline.of(result, SPARKS);
        lines.add("");
        picture(timeline, "arrivals", Measure.ARRIVALS, v -> Figures.of(v, Measure.ARRIVALS.unit()));
        picture(timeline, "waiting", Measure.WAITING, v -> Figures.of(v, Measure.WAITING.unit()));
        picture(timeline, "running", Measure.RUNNING, v -> Figures.of(v, Measure.RUNNING.unit()));
        picture(timeline, "KV cache", Measure.KV_USE, Figures::share);
        String end = Figures.seconds(result.run().lastTokenAt() / 1e9);
        int space = Math.max(1, timeline.size() - "0 s".length() - end.length());
        line("", "0 s" + " ".repeat(space) + end);
    }

    private void picture(Timeline timeline, String label, Measure measure, DoubleFunction<String> shown) {
        double[] values = timeline.values(measure);
        double max = Arrays.stream(values).max().orElse(0);
        line(label, style.sparkline(values) + "  up to " + shown.apply(max));
    }

    private void line(String label, String text) {
        lines.add(String.format(Locale.ROOT, "%-" + LABEL_WIDTH + "s", label)
                .concat(" " + text)
                .stripTrailing());
    }
}
