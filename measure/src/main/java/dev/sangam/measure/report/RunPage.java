package dev.sangam.measure.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.Stat;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlText;
import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plots;
import dev.sangam.measure.figures.Lateness;
import dev.sangam.measure.figures.RunSummary;
import dev.sangam.measure.figures.ScopeFigures;
import dev.sangam.measure.figures.Validity.Finding;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RunRecord;
import java.util.List;
import java.util.Locale;

/**
 * A run as one HTML file: whether it is valid, tables and interactive plots, each figure with its definition. It needs
 * nothing else and asks for nothing over the network; without JavaScript the tables remain.
 */
public final class RunPage {
    private static final double GOOD_ATTAINMENT = 0.99;

    private final RunSummary summary;
    private final HtmlText html = new HtmlText();

    private RunPage(RunSummary summary) {
        this.summary = summary;
    }

    /**
     * The text of the file.
     *
     * @param title one line that names the run
     * @param facts what was asked of whom, in order
     */
    public static String of(String title, List<Fact> facts, RunSummary summary, RunRecord run) {
        RunPage page = new RunPage(summary);
        List<Plot> plots = RunPlots.of(run, summary.slos());
        page.body(title, facts, plots);
        return Plot.page(title, page.html.toString(), plots);
    }

    private void body(String title, List<Fact> facts, List<Plot> plots) {
        html.element("h1", title);
        html.element(
                "p class=\"soft\"", "Measured by Sangam, " + summary.facts().load() + ".");
        findings(html, summary);
        tiles();
        html.element("h2", "Latency");
        html.element(
                "p class=\"soft\"",
                "Of completed requests, counted from the time they were to be sent. TBT is per token: tokens that came in one"
                        + " chunk are 0 apart.");
        table();
        sent();
        html.element("h2", "What was measured").open("div class=\"card\"").open("dl");
        facts.forEach(fact -> pair(fact.label(), fact.value()));
        html.close("dl").close("div");
        Plots.write(html, "Plots", "Drag to zoom, double-click to zoom out.", plots);
        outcomes();
        lateness();
        definitions(html, summary);
    }

    /** Red where the figures are not the endpoint's. */
    static void findings(HtmlText html, RunSummary summary) {
        for (Finding finding : summary.validity().findings()) {
            boolean bad = finding.kind().invalidates();
            html.open(bad ? "p class=\"banner\" role=\"alert\"" : "p class=\"note\"")
                    .element("b", bad ? "This run is invalid: " : "Note: ")
                    .text(finding.text() + ".")
                    .close("p");
        }
    }

    private void tiles() {
        ScopeFigures all = summary.all();
        html.open("div class=\"tiles\"");
        tile(Figures.share(all.value(Metric.ATTAINMENT)), "of requests within SLO");
        tile(ScopeRow.seconds(all, Metric.TTFT, Figure.P50), "TTFT p50");
        tile(ScopeRow.seconds(all, Metric.TTFT, Figure.P99), "TTFT p99");
        tile(ScopeRow.seconds(all, Metric.TBT, Figure.P99), "TBT p99");
        Stat fluidity = all.stat(Metric.FLUIDITY);
        tile(fluidity.count() == 0 ? Figures.NONE : Figures.share(fluidity.mean()), "mean fluidity-index");
        tile(Figures.of(all.value(Metric.FLUID_TOKEN_RATE), "/s"), "tokens of a stream, fluid");
        tile(Figures.of(all.outputTokensPerSecond(), "/s"), "output tokens");
        tile(Figures.of(all.requestsPerSecond(), "/s"), "requests completed");
        tile(Figures.of(all.value(Metric.GOODPUT), "/s"), "requests within SLO");
        tile(Figures.share(all.value(Metric.ERROR_RATE)), "of requests failed");
        html.close("div");
    }

    private void tile(String value, String label) {
        if (!value.equals(Figures.NONE)) {
            html.open("div class=\"tile\"")
                    .element("b", value)
                    .element("span", label)
                    .close("div");
        }
    }

    private void table() {
        html.open("div class=\"card wide\"").open("table").open("thead").open("tr");
        ScopeRow.HEADER.forEach(head -> html.element("th", head));
        html.close("tr").close("thead").open("tbody");
        for (ScopeFigures scope : ScopeRow.scopes(summary)) {
            html.open("tr");
            List<String> cells = ScopeRow.cells(scope);
            for (int i = 0; i < cells.size(); i++) {
                boolean poor = (i == ScopeRow.IN_SLO && scope.value(Metric.ATTAINMENT) < GOOD_ATTAINMENT)
                        || (i == ScopeRow.FAILED && scope.counts().failed() > 0);
                html.element(poor ? "td class=\"poor-text\"" : "td", cells.get(i));
            }
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
    }

    /** The difference that coordinated omission would make. */
    private void sent() {
        ScopeFigures all = summary.all();
        html.element(
                "p class=\"soft\"",
                "Counted from the time of actual sending, TTFT p99 would be "
                        + ScopeRow.seconds(all, Metric.TTFT_SENT, Figure.P99) + " and TTLT p99 "
                        + ScopeRow.seconds(all, Metric.TTLT_SENT, Figure.P99)
                        + ", without what requests waited in the load generator (p99 "
                        + ScopeRow.seconds(all, Metric.LATENESS, Figure.P99) + ").");
    }

    private void outcomes() {
        html.element("h2", "How requests ended").open("div class=\"card\"").open("dl");
        for (Outcome outcome : Outcome.values()) {
            if (summary.all().counts().of(outcome) > 0) {
                pair(
                        outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Figures.count(summary.all().counts().of(outcome)));
            }
        }
        summary.all().counts().statuses().forEach((status, n) -> pair("HTTP " + status, Figures.count(n)));
        pair("warm-up, not counted", Figures.count(summary.all().counts().warmup()));
        html.close("dl").close("div");
    }

    private void lateness() {
        html.element("h2", "Lateness of the load generator")
                .open("div class=\"card\"")
                .open("dl");
        for (Lateness.Step step : summary.lateness().steps()) {
            if (step.requests() > 0) {
                pair(
                        Double.isFinite(step.upToSeconds())
                                ? "at most " + Figures.seconds(step.upToSeconds())
                                : "later",
                        Figures.count(step.requests()));
            }
        }
        if (summary.lateness().unsent() > 0) {
            pair("never sent", Figures.count(summary.lateness().unsent()));
        }
        html.close("dl").close("div");
    }

    /** Every figure that a page may show. */
    static void definitions(HtmlText html, RunSummary summary) {
        html.element("h2", "What the figures mean")
                .open("details class=\"card\"")
                .element("summary", "Definitions");
        html.open("dl");
        for (Metric metric : Metric.values()) {
            if (shown(metric, summary.all())) {
                html.element("dt", metric.title() + " (" + metric.id() + ")").element("dd", metric.definition());
            }
        }
        html.close("dl").close("details");
    }

    private static boolean shown(Metric metric, ScopeFigures figures) {
        return metric == Metric.THROUGHPUT
                || metric == Metric.MAKESPAN
                || figures.stats().containsKey(metric)
                || figures.values().containsKey(metric);
    }

    private void pair(String label, String value) {
        html.element("dt", label).element("dd", value);
    }
}
