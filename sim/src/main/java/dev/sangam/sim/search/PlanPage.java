package dev.sangam.sim.search;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlPage;
import dev.sangam.files.output.HtmlText;
import dev.sangam.sim.search.Plan.Finalist;
import dev.sangam.sim.search.Plan.GroupPlan;
import dev.sangam.sim.search.Plan.Point;
import dev.sangam.sim.search.Plan.Pool;
import dev.sangam.sim.search.Plan.Pools;
import dev.sangam.sim.search.Plan.Sensitivity;
import dev.sangam.sim.search.Service.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan as one HTML file that needs nothing else: the answer, a front to explore, and what was left out and why. */
public final class PlanPage {
    private static final int SHOWN_MISFITS = 200;

    private final Plan plan;
    private final HtmlText html = new HtmlText();

    private PlanPage(Plan plan) {
        this.plan = plan;
    }

    /** The text of the file. */
    public static String of(Plan plan) {
        PlanPage page = new PlanPage(plan);
        String title = "Plan: " + plan.question().name();
        page.body(title);
        return HtmlPage.of(title, page.html.toString(), PlanData.of(plan), HtmlPage.script(PlanPage.class, "plan.js"));
    }

    private void body(String title) {
        Question question = plan.question();
        html.element("h1", title);
        html.element(
                "p class=\"soft\"",
                question.model() + ", " + Figures.of(question.rate(), "requests/s") + ", "
                        + question.goals().stream().map(Goal::toString).collect(Collectors.joining(", "))
                        + ". Simulated by Sangam.");
        tiles(plan.best());
        plan.layouts().forEach(this::layout);
        for (int g = 0; g < plan.groups().size(); g++) {
            group(plan.groups().get(g), g);
        }
        how();
        misfits();
    }

    private void tiles(Pools best) {
        html.open("div class=\"tiles\"");
        tile(Figures.dollars(best.dollarsPerHour()) + "/h", "cheapest deployment");
        tile(Figures.dollars(best.dollarsPerMillionTokens()), "per million output tokens");
        tile(Figures.count(best.gpus()), "GPUs");
        tile(
                Figures.count(plan.question().space().candidates().size()),
                "configurations compared" + (plan.exhaustive() ? ", all in full" : ""));
        html.close("div");
    }

    private void tile(String figure, String label) {
        html.open("div class=\"tile\"")
                .element("b", figure)
                .element("span", label)
                .close("div");
    }

    private void layout(Pools pools) {
        boolean best = pools.equals(plan.best());
        html.element("h2", best ? "The deployment" : "Instead: " + Section.word(pools.layout()));
        head("pool", "replicas", "of", "$/h", "capacity of one");
        for (Pool pool : pools.pools()) {
            row(
                    pool.group().name(),
                    Figures.count(pool.replicas()),
                    pool.candidate().label(),
                    Figures.number(pool.dollarsPerHour()),
                    Figures.of(pool.capacity(), "/s"));
        }
        tail();
        for (Pool pool : pools.pools()) {
            html.element(
                    "p class=\"soft\"",
                    "Simulated together at " + Figures.of(pool.group().rate(), "requests/s") + ": "
                            + PlanText.goals(pool));
        }
        if (best) {
            html.open("details class=\"card\"")
                    .element("summary", "As a deployment file (best.yaml)")
                    .element("pre", BestFile.yaml(plan.question(), pools))
                    .close("details");
        }
    }

    private void group(GroupPlan group, int number) {
        String of = plan.groups().size() == 1 ? "" : ": " + group.group().name();
        html.element("h2", "Cost against latency" + of);
        html.element(
                "p class=\"soft\"",
                "A point is a configuration at its capacity, or, for the best ones, below it. The line joins those that no"
                        + " other beats. Point at one to see it, click to keep it; move a goal to see what it would cost, told from these"
                        + " points alone.");
        html.open("section class=\"drawn\"")
                .element("div class=\"controls\" id=\"controls-" + number + "\"", "")
                .element("div class=\"plot card\" id=\"front-" + number + "\"", "")
                .element("div class=\"card\" id=\"chosen-" + number + "\"", "Nothing chosen.")
                .close("section");
        front(group);
        finalists(group);
        sensitivity(group);
    }

    private void front(GroupPlan group) {
        html.open("details class=\"card\"").element("summary", "The front as a table");
        head("on the front", "requests/s of a replica", "$ per M output tokens", "TTFT P90", "TBT P99", "tokens/s");
        for (Point point : Front.of(group.points())) {
            row(
                    point.candidate().label(),
                    Figures.number(point.rate()),
                    Figures.number(point.dollarsPerMillionTokens()),
                    Figures.seconds(point.service().get(Figure.TTFT_P90)),
                    Figures.seconds(point.service().get(Figure.TBT_P99)),
                    Figures.number(point.service().get(Figure.TOKENS_PER_SECOND)));
        }
        tail();
        html.close("details");
    }

    private void finalists(GroupPlan group) {
        html.element("h3", "How sure");
        html.element(
                "p class=\"soft\"",
                "Capacity of a replica: mean of " + plan.question().plan().seeds()
                        + " seeds and half of the 95 % confidence interval. Told apart by the differences under equal seeds.");
        head("nearly as good", "capacity, requests/s", "requests/s for $/h", "beside the first");
        for (Finalist each : group.finalists()) {
            boolean first = each.equals(group.finalists().getFirst());
            row(
                    each.candidate().label(),
                    Figures.number(each.capacity()) + " ± " + Figures.number(each.halfWidth()),
                    Figures.number(each.ratePerDollar()),
                    first ? "" : each.like() ? "cannot be told apart" : "differs");
        }
        tail();
    }

    private void sensitivity(GroupPlan group) {
        if (group.sensitivity().isEmpty()) {
            return;
        }
        html.element("h3", "What a goal costs");
        html.element(
                "p class=\"soft\"",
                "Replicas by the capacity of one, not confirmed as pools, which may get by with fewer.");
        head("goal", "in place of", "$/h by capacity", "cost of a request", "with");
        double base = group.ratio().ratePerDollar();
        row(
                "as they are",
                "",
                Figures.number(group.confirmed().getFirst().dollarsByCapacity()),
                "as now",
                group.ratio().candidate().label());
        for (Sensitivity each : group.sensitivity()) {
            row(
                    each.goal().toString(),
                    each.original().toString(),
                    Figures.number(each.dollars()),
                    each.ratio()
                            .map(best -> PlanText.change(base / best.ratePerDollar() - 1))
                            .orElse("impossible"),
                    each.ratio().map(best -> best.candidate().label()).orElse(""));
        }
        tail();
    }

    private void how() {
        html.element("h2", "How this was found");
        List<String> times = plan.question().space().candidates().stream()
                .map(candidate -> candidate.hardware() + ": " + candidate.batchTime())
                .distinct()
                .toList();
        html.open("dl");
        html.element("dt", "batch times").open("dd");
        times.forEach(each -> html.element("div", each));
        html.close("dd");
        html.element("dt", "effort").element("dd", PlanText.effort(plan));
        html.element("dt", "search")
                .element(
                        "dd",
                        plan.exhaustive()
                                ? "every configuration was measured in full"
                                : "a configuration was left when a bound or a simulation showed that it cannot be within "
                                        + Figures.share(plan.question().plan().margin()) + " of the best");
        html.close("dl");
        List<String> odd = new ArrayList<>();
        for (GroupPlan group : plan.groups()) {
            for (int i = 0; i < group.standings().size(); i++) {
                if (group.standings().get(i) instanceof Standing.Measured measured) {
                    String label = plan.question().space().candidates().get(i).label();
                    measured.outcome().notes().forEach(note -> odd.add(label + ": " + note));
                }
            }
        }
        if (!odd.isEmpty()) {
            html.open("details class=\"card\"").element("summary", "What is odd (" + odd.size() + ")");
            odd.forEach(note -> html.element("p", note));
            html.close("details");
        }
    }

    private void misfits() {
        List<Misfit> misfits = plan.question().space().misfits();
        if (misfits.isEmpty()) {
            return;
        }
        html.open("details class=\"card\"").element("summary", misfits.size() + " configurations that cannot be");
        head("configuration", "reason");
        misfits.stream().limit(SHOWN_MISFITS).forEach(misfit -> row(misfit.label(), misfit.reason()));
        tail();
        if (misfits.size() > SHOWN_MISFITS) {
            html.element("p class=\"soft\"", "All of them are in the table of configurations.");
        }
        html.close("details");
    }

    private void head(String... columns) {
        html.open("div class=\"card wide results\"").open("table").open("thead").open("tr");
        for (String column : columns) {
            html.element("th", column);
        }
        html.close("tr").close("thead").open("tbody");
    }

    private void row(String... cells) {
        html.open("tr");
        for (String cell : cells) {
            html.element("td", cell);
        }
        html.close("tr");
    }

    private void tail() {
        html.close("tbody").close("table").close("div");
    }
}
