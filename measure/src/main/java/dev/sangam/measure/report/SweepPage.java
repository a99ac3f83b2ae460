package dev.sangam.measure.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.files.output.HtmlText;
import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plot.Axis;
import dev.sangam.files.output.Plot.Series;
import dev.sangam.files.output.Plot.Stroke;
import dev.sangam.files.output.Plot.Unit;
import dev.sangam.files.output.Plots;
import dev.sangam.measure.figures.RunSummary;
import dev.sangam.measure.figures.ScopeFigures;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Several runs that differ in their load alone, as one HTML file: all of an open loop, or all of a closed one. */
public final class SweepPage {
    private final HtmlText html = new HtmlText();
    private final List<Level> levels;
    private final Axis x;

    private SweepPage(List<Level> levels) {
        this.levels = levels;
        this.x = Axis.of(open(levels) ? "requests/s asked for" : "users", Unit.NUMBER);
    }

    /**
     * One run.
     *
     * @param level requests/s, or users
     * @param link its own page
     */
    public record Level(double level, RunSummary summary, String link) {}

    /**
     * The text of the file.
     *
     * @param levels by rising load
     */
    public static String of(String title, List<Fact> facts, List<Level> levels) {
        if (levels.stream().anyMatch(each -> each.summary.facts().openLoop() != open(levels))) {
            throw new IllegalArgumentException("open and closed loops are not to be compared on a page");
        }
        SweepPage page = new SweepPage(levels);
        List<Plot> plots = page.plots();
        page.body(title, facts, plots);
        return Plot.page(title, page.html.toString(), plots);
    }

    private static boolean open(List<Level> levels) {
        return levels.getFirst().summary.facts().openLoop();
    }

    private void body(String title, List<Fact> facts, List<Plot> plots) {
        html.element("h1", title);
        html.element(
                "p class=\"soft\"",
                open(levels)
                        ? "Measured by Sangam, open loop: requests were sent when they were due, however many were not yet"
                                + " answered."
                        : "Measured by Sangam, closed loop: every user waits for an answer, so a slow endpoint is asked"
                                + " less. Not to be compared with an open loop.");
        for (Level level : levels) {
            if (!level.summary.validity().valid()) {
                html.element(
                        "p class=\"banner\" role=\"alert\"",
                        SweepText.name(level) + " is invalid; its own page says why.");
            }
        }
        table();
        Plots.write(html, "Over the load", "Latencies are counted from the time requests were to be sent.", plots);
        html.element("h2", "What was measured").open("div class=\"card\"").open("dl");
        facts.forEach(fact -> html.element("dt", fact.label()).element("dd", fact.value()));
        html.close("dl").close("div");
        RunPage.definitions(html, levels.getFirst().summary);
    }

    private void table() {
        html.open("div class=\"card wide results\"").open("table").open("thead").open("tr");
        SweepText.HEADER.forEach(head -> html.element("th", head));
        html.close("tr").close("thead").open("tbody");
        for (Level level : levels) {
            List<String> cells = SweepText.cells(level);
            html.open("tr")
                    .open("td")
                    .element("a href=\"" + level.link + "\"", cells.getFirst())
                    .close("td");
            cells.subList(1, cells.size()).forEach(cell -> html.element("td", cell));
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
    }

    private List<Plot> plots() {
        return List.of(
                latency("ttft", "TTFT, time to first token", Metric.TTFT),
                latency("tbt", "TBT, time between tokens", Metric.TBT),
                latency("ttlt", "TTLT, time to last token", Metric.TTLT),
                plot(
                        "goodput",
                        "Goodput",
                        "Requests completed, and requests that met their SLO, per second of makespan",
                        Axis.of("requests/s", Unit.NUMBER),
                        List.of(
                                series("completed", 2, Stroke.MARKED, ScopeFigures::requestsPerSecond),
                                series("within SLO", 0, Stroke.MARKED, s -> s.value(Metric.GOODPUT)))),
                plot(
                        "attainment",
                        "SLO attainment and fluidity",
                        "Share of requests that met their SLO, and mean fluidity-index",
                        Axis.of("", Unit.SHARE),
                        List.of(
                                series("within SLO", 0, Stroke.MARKED, s -> s.value(Metric.ATTAINMENT)),
                                series(
                                        "fluidity-index",
                                        4,
                                        Stroke.MARKED,
                                        s -> Figure.MEAN.of(s.stat(Metric.FLUIDITY))))),
                plot(
                        "tokens",
                        "Tokens",
                        "Output tokens of completed requests per second of makespan",
                        Axis.of("tokens/s", Unit.NUMBER),
                        List.of(series("output tokens", 5, Stroke.MARKED, ScopeFigures::outputTokensPerSecond))));
    }

    private Plot latency(String id, String title, Metric metric) {
        return plot(
                id,
                title,
                metric.definition(),
                Axis.logarithmic("", Unit.SECONDS),
                List.of(
                        series("p50", 0, Stroke.MARKED, s -> Figure.P50.of(s.stat(metric))),
                        series("p99", 1, Stroke.MARKED, s -> Figure.P99.of(s.stat(metric)))));
    }

    private Plot plot(String id, String title, String text, Axis y, List<Series> series) {
        return new Plot(id, title, text, x, y, series);
    }

    private Series series(String label, int colour, Stroke stroke, ToDoubleFunction<ScopeFigures> figure) {
        double[] all = levels.stream()
                .mapToDouble(level -> figure.applyAsDouble(level.summary.all()))
                .toArray();
        int[] known = IntStream.range(0, all.length)
                .filter(i -> Double.isFinite(all[i]))
                .toArray();
        return new Series(
                label,
                colour,
                stroke,
                IntStream.of(known).mapToDouble(i -> levels.get(i).level).toArray(),
                IntStream.of(known).mapToDouble(i -> all[i]).toArray());
    }
}
