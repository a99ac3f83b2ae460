package dev.sangam.sim.search;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.sim.search.Plan.Finalist;
import dev.sangam.sim.search.Plan.GroupPlan;
import dev.sangam.sim.search.Plan.Pool;
import dev.sangam.sim.search.Plan.Pools;
import dev.sangam.sim.search.Plan.Sensitivity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan for a terminal. */
public final class PlanText {
    private static final int MISFITS = 3;

    private final Plan plan;
    private final TextStyle style;
    private final List<String> lines = new ArrayList<>();

    private PlanText(Plan plan, TextStyle style) {
        this.plan = plan;
        this.style = style;
    }

    /** The text, lines ending in a line feed. */
    public static String of(Plan plan, TextStyle style) {
        PlanText text = new PlanText(plan, style);
        text.write();
        return String.join("\n", text.lines) + "\n";
    }

    private void write() {
        Question question = plan.question();
        lines.add(style.bold(question.name() + ": " + question.model() + " at "
                + Figures.of(question.rate(), "requests/s") + ", "
                + question.goals().stream().map(Goal::toString).collect(Collectors.joining(", "))));
        plan.layouts().forEach(this::layout);
        plan.groups().forEach(this::group);
        misfits();
        effort();
    }

    private void layout(Pools pools) {
        lines.add("");
        String name = plan.layouts().size() == 1 ? "cheapest" : Section.word(pools.layout());
        lines.add(style.bold(name + ": " + Figures.dollars(pools.dollarsPerHour()) + "/h, "
                + Figures.dollars(pools.dollarsPerMillionTokens()) + " per million output tokens, "
                + pools.gpus() + " GPU" + (pools.gpus() == 1 ? "" : "s")));
        for (Pool pool : pools.pools()) {
            String group = pools.pools().size() == 1 ? "" : pool.group().name() + ": ";
            lines.add("  " + group + pool.replicas() + " x " + pool.candidate().label());
            lines.add("  " + " ".repeat(group.length()) + goals(pool));
        }
    }

    static String goals(Pool pool) {
        List<String> words = new ArrayList<>();
        for (int g = 0; g < pool.group().goals().size(); g++) {
            Goal goal = pool.group().goals().get(g);
            words.add(goal + ": "
                    + Figures.metric(goal.goal().metric(), pool.goals().get(g)));
        }
        return String.join("; ", words);
    }

    private void group(GroupPlan group) {
        String of =
                group.group().classes().isEmpty() ? "" : ", " + group.group().name();
        lines.add("");
        TextTable table = new TextTable(
                1, List.of("nearly as good" + of, "capacity", "+-", "replicas", "$/h", "req/s per $/h", ""));
        for (Finalist each : group.finalists()) {
            int replicas = (int) Math.ceil(group.group().rate() / each.capacity() - 1e-9);
            table.add(List.of(
                    each.candidate().label(),
                    Figures.of(each.capacity(), "/s"),
                    Figures.number(each.halfWidth()),
                    Integer.toString(replicas),
                    Figures.number(replicas * each.candidate().dollarsPerHour()),
                    Figures.number(each.ratePerDollar()),
                    each.like() ? each.equals(group.finalists().getFirst()) ? "" : "not told apart" : "differs"));
        }
        lines.addAll(table.lines((row, column, cell) -> row == 0 ? style.bold(cell) : cell));
        sensitivity(group, of);
    }

    private void sensitivity(GroupPlan group, String of) {
        if (group.sensitivity().isEmpty()) {
            return;
        }
        double base = group.ratio().ratePerDollar();
        lines.add("");
        TextTable table =
                new TextTable(1, List.of("what a goal costs" + of, "$/h by capacity", "cost of a request", "with"));
        table.add(List.of(
                "as they are",
                Figures.number(group.confirmed().getFirst().dollarsByCapacity()),
                "as now",
                group.ratio().candidate().label()));
        for (Sensitivity each : group.sensitivity()) {
            table.add(List.of(
                    each.goal().toString(),
                    Figures.number(each.dollars()),
                    each.ratio()
                            .map(best -> change(base / best.ratePerDollar() - 1))
                            .orElse("impossible"),
                    each.ratio().map(best -> best.candidate().label()).orElse("")));
        }
        lines.addAll(table.lines((row, column, cell) -> row == 0 ? style.bold(cell) : cell));
    }

    static String change(double relative) {
        long percent = Math.round(relative * 100);
        return percent == 0 ? "as now" : (percent > 0 ? "+" : "") + percent + " %";
    }

    private void misfits() {
        List<Misfit> misfits = plan.question().space().misfits();
        if (misfits.isEmpty()) {
            return;
        }
        Map<String, Integer> reasons = new LinkedHashMap<>();
        misfits.forEach(misfit -> reasons.merge(misfit.reason(), 1, Integer::sum));
        lines.add("");
        lines.add(misfits.size() + " configurations cannot be, for " + reasons.size() + " reason"
                + (reasons.size() == 1 ? ":" : "s, such as:"));
        reasons.entrySet().stream()
                .limit(MISFITS)
                .forEach(each -> lines.add("  " + each.getValue() + " x " + each.getKey()));
    }

    private void effort() {
        lines.add("");
        lines.add(effort(plan));
    }

    static String effort(Plan plan) {
        return Figures.count(plan.question().space().candidates().size()) + " configurations, "
                + Figures.count(plan.effort().simulations()) + " simulations, "
                + Figures.seconds(plan.effort().nanos() / 1e9) + " of CPU time in "
                + Figures.seconds(plan.seconds())
                + (plan.effort().reused() > 0 ? "; " + plan.effort().reused() + " results of an earlier search" : "");
    }
}
