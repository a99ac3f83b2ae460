package dev.sangam.sim.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlPage;
import dev.sangam.files.output.HtmlText;
import dev.sangam.files.output.OutputFile;
import dev.sangam.sim.report.RunResult.Fact;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run as one HTML file: facts, tables and interactive plots. It needs nothing else, asks for nothing over the network (its
 * content security policy forbids it), and without JavaScript the tables remain. Equal runs give equal bytes.
 */
public final class HtmlReport {
    private static final double GOOD_ATTAINMENT = 0.99;

    private final RunResult result;
    private final Summary summary;
    private final HtmlText html = new HtmlText();

    private HtmlReport(RunResult result) {
        this.result = result;
        this.summary = result.summary();
    }

    /** Writes it. */
    public static void write(RunResult result, OutputFile file) {
        file.write(text(result).getBytes(StandardCharsets.UTF_8));
    }

    /** The text of the file. */
    public static String text(RunResult result) {
        HtmlReport report = new HtmlReport(result);
        report.body();
        return HtmlPage.of(
                result.title(),
                report.html.toString(),
                PlotData.json(result),
                HtmlPage.script(HtmlReport.class, "report.js"));
    }

    private void body() {
        html.element("h1", result.title());
        html.element("p class=\"soft\"", "Simulated by Sangam with seed " + result.seed() + ".");
        tiles();
        html.element("h2", "Per class");
        classes();
        facts();
        html.open("section class=\"drawn\"");
        latency();
        overTime();
        perRequest();
        html.close("section");
        definitions();
    }

    private void tiles() {
        ClassSummary all = summary.all();
        html.open("div class=\"tiles\"");
        if (all.promised() > 0) {
            tile(Figures.share(all.attainment()), "of requests within SLO");
        }
        tile(SummaryTable.seconds(all.ttft(), all.ttft().p50()), "TTFT p50");
        tile(SummaryTable.seconds(all.ttft(), all.ttft().p99()), "TTFT p99");
        tile(SummaryTable.seconds(all.tbt(), all.tbt().p99()), "TBT p99");
        tile(Figures.of(summary.requestsPerSecond(), "/s"), "requests completed");
        tile(Figures.of(summary.outputTokensPerSecond(), "/s"), "output tokens");
        tile(Figures.share(summary.busy()), "busy");
        tile(Figures.share(summary.kvUse()), "of the KV cache in use");
        tile(Figures.share(summary.prefixHits()), "of prompt tokens found in the cache");
        tile(Figures.share(summary.mfu()), "MFU");
        tile(Figures.dollars(summary.costPerMillionOutputTokens()), "per million output tokens");
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

    private void classes() {
        html.open("div class=\"card wide\"").open("table").open("thead").open("tr");
        html.element("th", "")
                .element("th", "")
                .element("th colspan=\"3\"", "TTFT")
                .element("th colspan=\"2\"", "TBT");
        html.element("th", "TPOT")
                .element("th colspan=\"2\"", "TTLT")
                .element("th", "")
                .element("th", "");
        html.close("tr").open("tr");
        List.of("class", "requests", "p50", "p90", "p99", "p50", "p99", "p50", "p50", "p99", "fluidity", "within SLO")
                .forEach(head -> html.element("th", head));
        html.close("tr").close("thead").open("tbody");
        SummaryTable.rows(summary).forEach(this::row);
        html.close("tbody").close("table").close("div");
    }

    private void row(ClassSummary c) {
        html.open("tr");
        html.element("td", c.name());
        SummaryTable.figures(c).forEach(cell -> html.element("td", cell));
        html.element("td", SummaryTable.fluidity(c));
        attainment(c.attainment());
        html.close("tr");
    }

    private void attainment(double share) {
        boolean good = !(share < GOOD_ATTAINMENT);
        html.open(good ? "td" : "td class=\"poor-text\"").text(Figures.share(share));
        if (!Double.isNaN(share)) {
            html.open("svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"")
                    .element("rect class=\"track\" width=\"100\" height=\"10\"", "")
                    .element(
                            "rect class=\"" + (good ? "good" : "poor") + "\" height=\"10\" width=\""
                                    + Math.round(share * 100) + "\"",
                            "")
                    .close("svg");
        }
        html.close("td");
    }

    private void latency() {
        html.element("h2", "Latency")
                .element(
                        "p class=\"soft\"",
                        "Share of requests (for TBT: of gaps between tokens) at or below a value."
                                + " Dashed lines are the SLOs. Drag to zoom, double-click to zoom out.")
                .open("div class=\"plots\"");
        for (Metric metric : List.of(Metric.TTFT, Metric.TBT, Metric.TPOT, Metric.TTLT)) {
            plot("cdf-" + metric.id(), metric.name() + ", " + metric.title(), metric.definition());
        }
        html.close("div");
    }

    private void overTime() {
        html.element("h2", "Over time").open("div class=\"plots\"");
        plot("composition", "Batch composition", "Prompt tokens and decode tokens computed, stacked");
        plot("queue", "Queue", "Requests waiting and running, over all replicas");
        plot("use", "Use of the pool", "KV blocks held, and time in which pipeline stages had something to run");
        plot("traffic", "Traffic", "Requests arriving and completed");
        html.close("div");
    }

    private void perRequest() {
        int stride = PlotData.scatterStride(result.workload().size());
        String points = stride == 1 ? "Every request is a point" : "One request in " + stride + " is a point";
        html.element("h2", "Per request");
        plot("scatter", "Prompt length and TTFT", points);
    }

    private void plot(String id, String title, String text) {
        html.open("div class=\"card\"").element("h3", title).element("p class=\"soft\"", text);
        html.element("div class=\"plot\" id=\"" + id + "\"", "").close("div");
    }

    private void facts() {
        html.element("h2", "What was simulated").open("div class=\"card\"").open("dl");
        for (Fact fact : result.facts()) {
            fact(fact.label(), fact.value());
        }
        fact("seed", Long.toString(result.seed()));
        fact("requests", Figures.count(summary.completed()) + " completed of " + Figures.count(summary.requests()));
        fact("makespan", Figures.seconds(summary.makespan()));
        fact(
                "tokens",
                Figures.count(summary.promptTokens()) + " of prompts, " + Figures.count(summary.outputTokens())
                        + " of output");
        fact(
                "steps",
                Figures.count(summary.steps()) + ", with " + Figures.count(summary.preemptions()) + " preemptions");
        fact("GPUs", summary.gpus() + (Double.isFinite(summary.cost()) ? ", " + Figures.dollars(summary.cost()) : ""));
        html.close("dl").close("div");
    }

    private void definitions() {
        html.element("h2", "What the figures mean")
                .open("details class=\"card\"")
                .element("summary", "Definitions");
        html.open("dl");
        Stream.of(Metric.values())
                .filter(metric -> !metric.client())
                .forEach(metric -> fact(metric.title() + " (" + metric.id() + ")", metric.definition()));
        html.close("dl").close("details");
    }

    private void fact(String label, String value) {
        html.element("dt", label).element("dd", value);
    }
}
