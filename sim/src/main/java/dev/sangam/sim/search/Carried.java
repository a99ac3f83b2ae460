package dev.sangam.sim.search;

import dev.sangam.files.JsonText;
import dev.sangam.files.output.HtmlPage;
import dev.sangam.files.output.HtmlText;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.sim.search.Plan.Measured;
import dev.sangam.sim.search.Question.Group;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to serve one workload with the configuration that is best for another.
 *
 * @param names of the plans
 * @param best of each plan: what serves most for a dollar
 * @param factors by row, what is carried, and column, what is served: the cost of a request relative to the best there; infinite
 *     where the goals are not met at any rate
 */
public record Carried(List<String> names, List<Measured> best, List<List<Double>> factors) {
    private static final String TITLE = "What the best configuration of one workload costs under another";

    /** Finds the capacity of the best of each plan under the workloads of all. */
    public static Carried of(List<Plan> plans, Workers workers, Journal journal, Watch watch) {
        List<Measured> best = plans.stream().map(Carried::best).toList();
        Desk desk = new Desk(workers, journal, watch);
        List<Task> tasks = new ArrayList<>();
        for (Measured carried : best) {
            for (Plan plan : plans) {
                Question question = plan.question();
                Group group = question.group(List.of());
                tasks.add(new Errand(question, question.traffic(), group)
                        .capacity(
                                carried.candidate(),
                                group.goals(),
                                1,
                                0,
                                best(plan).capacity()));
            }
        }
        watch.stage("carried over", tasks.size());
        List<Outcome> outcomes = desk.perform(tasks);
        List<List<Double>> factors = new ArrayList<>();
        for (int row = 0; row < best.size(); row++) {
            List<Double> cells = new ArrayList<>();
            for (int column = 0; column < best.size(); column++) {
                double rate = outcomes.get(row * best.size() + column).rate();
                double perDollar = rate / best.get(row).candidate().dollarsPerHour();
                cells.add(best.get(column).ratePerDollar() / perDollar);
            }
            factors.add(cells);
        }
        return new Carried(plans.stream().map(plan -> plan.question().name()).toList(), best, factors);
    }

    private static Measured best(Plan plan) {
        return plan.groups().getFirst().ratio();
    }

    private static String cell(double factor) {
        return Double.isFinite(factor) ? String.format(Locale.ROOT, "%.2f x", factor) : "impossible";
    }

    /** For a terminal. */
    public String text(TextStyle style) {
        List<String> header = new ArrayList<>(List.of("the best of", "is"));
        names.forEach(name -> header.add("serves " + name));
        TextTable table = new TextTable(2, header);
        for (int row = 0; row < names.size(); row++) {
            List<String> cells = new ArrayList<>(
                    List.of(names.get(row), best.get(row).candidate().label()));
            factors.get(row).forEach(factor -> cells.add(cell(factor)));
            table.add(cells);
        }
        List<String> lines = table.lines((row, column, text) -> row == 0 ? style.bold(text) : text);
        return style.bold(TITLE) + "\n" + String.join("\n", lines) + "\n";
    }

    /** Writes the page and the figures. */
    public void write(OutputFolder output) {
        output.file(PlanFolder.JSON).write(json().getBytes(StandardCharsets.UTF_8));
        output.file(PlanFolder.REPORT).write(page().getBytes(StandardCharsets.UTF_8));
        PlanFolder.commit(output);
    }

    private String json() {
        return JsonText.pretty(json -> {
            json.text("schema", "sangam.carried/1");
            json.texts("plans", names);
            json.texts(
                    "best", best.stream().map(each -> each.candidate().label()).toList());
            json.arrays(
                    "cost_factors",
                    factors.stream()
                            .map(row -> row.stream()
                                    .mapToDouble(Double::doubleValue)
                                    .toArray())
                            .toList());
        });
    }

    private String page() {
        HtmlText html = new HtmlText();
        html.element("h1", TITLE);
        html.element("p class=\"soft\"", "Cost of a request, relative to the best configuration for that workload.");
        html.open("div class=\"card wide results\"").open("table").open("thead").open("tr");
        html.element("th", "the best of").element("th", "is");
        names.forEach(name -> html.element("th", "serves " + name));
        html.close("tr").close("thead").open("tbody");
        for (int row = 0; row < names.size(); row++) {
            html.open("tr")
                    .open("td")
                    .element("a href=\"" + folder(row) + "/report.html\"", names.get(row))
                    .close("td");
            html.element("td", best.get(row).candidate().label());
            factors.get(row).forEach(factor -> html.element("td", cell(factor)));
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
        String script = HtmlPage.script(PlanPage.class, "plan.js");
        return HtmlPage.of(TITLE, html.toString(), "{\"groups\":[]}", script);
    }

    private String folder(int row) {
        return PlanFolder.name(names.get(row));
    }
}
