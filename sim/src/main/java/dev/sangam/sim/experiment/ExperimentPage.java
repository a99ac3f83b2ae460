package dev.sangam.sim.experiment;

import dev.sangam.files.JsonText;
import dev.sangam.files.output.HtmlPage;
import dev.sangam.files.output.HtmlText;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.experiment.Experiment.WorkloadName;
import dev.sangam.sim.experiment.Measured.Figure;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Experiments as one HTML file that needs nothing else: tables with the paper's figures beside ours, and plots. */
public final class ExperimentPage {
    private final List<ExperimentResult> results;
    private final HtmlText html = new HtmlText();
    private final List<Plot> plots = new ArrayList<>();

    private ExperimentPage(List<ExperimentResult> results) {
        this.results = results;
    }

    /** Shares over rates, a curve per variant. */
    private record Plot(String id, List<Double> rates, List<Curve> curves) {}

    private record Curve(String variant, List<Double> shares) {}

    /** The text of the file. */
    public static String of(String title, List<ExperimentResult> results) {
        ExperimentPage page = new ExperimentPage(results);
        page.body(title);
        return HtmlPage.of(
                title, page.html.toString(), page.data(), HtmlPage.script(ExperimentPage.class, "experiment.js"));
    }

    private String data() {
        return JsonText.compact(json -> json.list("plots", plots, plot -> {
            json.text("id", plot.id);
            json.numbers("rates", array(plot.rates));
            json.list("curves", plot.curves, curve -> {
                json.text("variant", curve.variant);
                json.numbers("shares", array(curve.shares));
            });
        }));
    }

    private void body(String title) {
        html.element("h1", title);
        html.element(
                "p class=\"soft\"",
                "Simulated by Sangam. In each cell: our mean over the seeds, half of its 95 % confidence interval, and the"
                        + " paper's figure where it has one, which is also the mark on the bar.");
        results.forEach(this::experiment);
    }

    private void experiment(ExperimentResult result) {
        Experiment experiment = result.experiment();
        html.element("h2", experiment.title());
        if (!experiment.source().isEmpty()) {
            html.element("p class=\"soft\"", "Paper: " + experiment.source());
        }
        html.element("p class=\"soft\"", experiment.name() + ".yaml. " + Shown.conditions(result));
        experiment.notes().forEach(note -> html.element("p", note));
        List<ResultTable> tables = ResultTables.of(result);
        boolean bars = !(experiment.kind() instanceof Kind.Sweep); // which has plots
        tables.stream().filter(ResultTable::main).forEach(table -> table(table, bars));
        if (experiment.kind() instanceof Kind.Sweep(List<Double> rates)) {
            html.open("section class=\"drawn\"").open("div class=\"plots\"");
            experiment.workloads().forEach(workload -> plots(result, workload.name(), rates));
            html.close("div").close("section");
        }
        if (!tables.stream().allMatch(ResultTable::main)) {
            html.open("details class=\"card\"").element("summary", "More tables");
            tables.stream().filter(table -> !table.main()).forEach(table -> table(table, bars));
            html.close("details");
        }
        simulated(experiment);
    }

    private void table(ResultTable table, boolean bars) {
        double largest = table.rows().stream()
                .flatMap(row -> row.cells().stream())
                .flatMap(Optional::stream)
                .mapToDouble(
                        measured -> Math.max(measured.mean(), measured.paper().orElse(0)))
                .max()
                .orElse(0);
        html.element("h3", table.caption());
        html.open("div class=\"card wide\"")
                .open("table")
                .open("thead")
                .open("tr")
                .element("th", "");
        table.columns().forEach(column -> html.element("th", column));
        html.close("tr").close("thead").open("tbody");
        for (ResultTable.Row row : table.rows()) {
            html.open("tr").element("td", row.variant());
            row.cells().forEach(cell -> cell(cell, bars, largest));
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
    }

    private void cell(Optional<Measured> cell, boolean bars, double largest) {
        if (cell.isEmpty()) {
            html.element("td", "-");
            return;
        }
        Measured measured = cell.get();
        String confidence = Shown.confidence(measured);
        String paper = Shown.paper(measured);
        html.open("td").text(Shown.mean(measured));
        html.element("span class=\"soft\"", confidence.isEmpty() ? "" : " ± " + confidence);
        html.element("span class=\"soft\"", paper.isEmpty() ? "" : " (paper " + paper + ")");
        if (bars) {
            bar(measured, largest);
        }
        html.close("td");
    }

    private void bar(Measured measured, double largest) {
        html.open("svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"")
                .element("rect class=\"track\" width=\"100\" height=\"10\"", "")
                .element("rect class=\"ours\" height=\"10\" width=\"" + percent(measured.mean(), largest) + "\"", "");
        measured.paper()
                .ifPresent(value -> html.element(
                        "rect class=\"papers\" height=\"10\" width=\"2\" x=\"" + (percent(value, largest) - 1) + "\"",
                        ""));
        html.close("svg");
    }

    private static long percent(double value, double largest) {
        return largest > 0 ? Math.round(100 * value / largest) : 0;
    }

    private void plots(ExperimentResult result, String workload, List<Double> rates) {
        Experiment experiment = result.experiment();
        Rule rule = experiment.rules().getFirst();
        for (String group : List.of(Tally.ALL, Tally.WORST)) {
            List<Curve> curves = experiment.variants().stream()
                    .map(variant -> new Curve(
                            variant,
                            rates.stream()
                                    .map(rate -> mean(
                                            result,
                                            new Figure(variant, workload, OptionalDouble.of(rate), rule, group)))
                                    .toList()))
                    .toList();
            String id = "plot-" + plots.size();
            plots.add(new Plot(id, rates, curves));
            html.open("div class=\"card\"")
                    .element("h3", (workload.isEmpty() ? "" : workload + ", ") + group)
                    .element("p class=\"soft\"", "Share of requests violated at a load")
                    .element("div class=\"plot\" id=\"" + id + "\"", "")
                    .close("div");
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double mean(ExperimentResult result, Figure figure) {
        return result.measured().stream()
                .filter(measured -> measured.figure().equals(figure))
                .mapToDouble(Measured::mean)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** What is common to all variants once, then what differs, as the first workload has it. */
    private void simulated(Experiment experiment) {
        html.open("details class=\"card\"")
                .element("summary", "What was simulated")
                .open("dl");
        List<List<Fact>> facts = experiment.cells().stream()
                .map(ofVariant -> ofVariant.getFirst())
                .map(Deployment::facts)
                .toList();
        Set<Fact> common = new LinkedHashSet<>(facts.getFirst());
        facts.forEach(common::retainAll);
        common.forEach(this::fact);
        for (int v = 0; v < facts.size(); v++) {
            String variant = experiment.variants().get(v);
            facts.get(v).stream()
                    .filter(fact -> !common.contains(fact))
                    .forEach(fact -> fact(new Fact(variant + ", " + fact.label(), fact.value())));
        }
        for (WorkloadName workload : experiment.workloads()) {
            if (!workload.lengths().isEmpty()) {
                fact(new Fact(workload.name() + " lengths", workload.lengths()));
            }
        }
        html.close("dl").close("details");
    }

    private void fact(Fact fact) {
        html.element("dt", fact.label()).element("dd", fact.value());
    }
}
