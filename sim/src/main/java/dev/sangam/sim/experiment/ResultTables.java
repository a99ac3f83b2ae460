package dev.sangam.sim.experiment;

import dev.sangam.files.output.Figures;
import dev.sangam.sim.experiment.Experiment.WorkloadName;
import dev.sangam.sim.experiment.Measured.Figure;
import dev.sangam.sim.experiment.ResultTable.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Arranges the figures of an experiment in tables. */
final class ResultTables {
    private static final OptionalDouble NO_RATE = OptionalDouble.empty();

    private final Experiment experiment;
    private final List<Measured> measured;
    private final Map<Figure, Measured> byFigure = new HashMap<>();

    private ResultTables(ExperimentResult result) {
        this.experiment = result.experiment();
        this.measured = result.measured();
        measured.forEach(each -> byFigure.put(each.figure(), each));
    }

    /** All tables of a result. */
    static List<ResultTable> of(ExperimentResult result) {
        ResultTables tables = new ResultTables(result);
        List<ResultTable> all = new ArrayList<>();
        for (Rule rule : result.experiment().rules()) {
            switch (result.experiment().kind()) {
                case Kind.Goodput goodput -> all.add(tables.goodput(goodput, rule));
                case Kind.Run() -> all.addAll(tables.runs(rule));
                case Kind.Sweep(List<Double> rates) -> all.addAll(tables.sweeps(rates, rule));
            }
        }
        return all;
    }

    private ResultTable goodput(Kind.Goodput kind, Rule rule) {
        List<String> workloads =
                experiment.workloads().stream().map(WorkloadName::name).toList();
        String caption = "Goodput, requests/s: at most " + Figures.share(kind.violated())
                + " of the worst class violated (" + rule.title() + ")";
        return table(
                caption,
                true,
                workloads.equals(List.of("")) ? List.of("goodput") : workloads,
                variant -> workloads.stream()
                        .map(workload -> new Figure(variant, workload, NO_RATE, rule, Measured.GOODPUT))
                        .toList());
    }

    private List<ResultTable> runs(Rule rule) {
        List<ResultTable> tables = new ArrayList<>();
        for (WorkloadName workload : experiment.workloads()) {
            List<String> groups = groups(workload.name());
            tables.add(table(
                    "Violations, %" + of(workload.name()) + " (" + rule.title() + ")",
                    true,
                    groups,
                    variant -> groups.stream()
                            .map(group -> new Figure(variant, workload.name(), NO_RATE, rule, group))
                            .toList()));
        }
        return tables;
    }

    private List<ResultTable> sweeps(List<Double> rates, Rule rule) {
        List<ResultTable> tables = new ArrayList<>();
        List<String> columns =
                rates.stream().map(rate -> Figures.number(rate) + "/s").toList();
        for (WorkloadName workload : experiment.workloads()) {
            for (String group : groups(workload.name())) {
                boolean main =
                        rule == experiment.rules().getFirst() && (group.equals(Tally.ALL) || group.equals(Tally.WORST));
                tables.add(table(
                        "Violations, %" + of(workload.name()) + ", " + group + " (" + rule.title() + ")",
                        main,
                        columns,
                        variant -> rates.stream()
                                .map(rate -> new Figure(variant, workload.name(), OptionalDouble.of(rate), rule, group))
                                .toList()));
            }
        }
        return tables;
    }

    private static String of(String workload) {
        return workload.isEmpty() ? "" : ", " + workload;
    }

    private List<String> groups(String workload) {
        return measured.stream()
                .map(Measured::figure)
                .filter(figure -> figure.workload().equals(workload))
                .map(Figure::group)
                .distinct()
                .toList();
    }

    private ResultTable table(
            String caption, boolean main, List<String> columns, Function<String, List<Figure>> figures) {
        List<Row> rows = experiment.variants().stream()
                .map(variant -> new Row(
                        variant,
                        figures.apply(variant).stream()
                                .map(figure -> Optional.ofNullable(byFigure.get(figure)))
                                .toList()))
                .toList();
        return new ResultTable(caption, main, columns, rows);
    }
}
