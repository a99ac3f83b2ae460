package dev.sangam.measure.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.Stat;
import dev.sangam.files.output.Figures;
import dev.sangam.measure.figures.RunSummary;
import dev.sangam.measure.figures.ScopeFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The figures of a class, an endpoint or all requests, in the order of the table's and the page's columns. */
final class ScopeRow {
    /** The first is the name. */
    static final List<String> HEADER = List.of(
            "",
            "requests",
            "failed",
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

    static final int FAILED = HEADER.indexOf("failed");
    static final int IN_SLO = HEADER.indexOf("in SLO");

    private ScopeRow() {}

    /** Endpoints and classes where there are several, then all. */
    static List<ScopeFigures> scopes(RunSummary summary) {
        return Stream.of(
                        summary.endpoints(),
                        summary.classes().size() > 1 ? summary.classes() : List.<ScopeFigures>of(),
                        List.of(summary.all()))
                .flatMap(List::stream)
                .toList();
    }

    /** A cell for every column. */
    static List<String> cells(ScopeFigures scope) {
        List<String> cells = new ArrayList<>();
        cells.add(scope.name());
        cells.add(Figures.count(scope.counts().requests()));
        cells.add(Figures.count(scope.counts().failed()));
        cells.add(seconds(scope, Metric.TTFT, Figure.P50));
        cells.add(seconds(scope, Metric.TTFT, Figure.P90));
        cells.add(seconds(scope, Metric.TTFT, Figure.P99));
        cells.add(seconds(scope, Metric.TBT, Figure.P50));
        cells.add(seconds(scope, Metric.TBT, Figure.P99));
        cells.add(seconds(scope, Metric.TPOT, Figure.P50));
        cells.add(seconds(scope, Metric.TTLT, Figure.P50));
        cells.add(seconds(scope, Metric.TTLT, Figure.P99));
        cells.add(Figures.share(scope.value(Metric.ATTAINMENT)));
        Stat fluidity = scope.stat(Metric.FLUIDITY);
        cells.add(fluidity.count() == 0 ? Figures.NONE : Figures.share(fluidity.mean()));
        return cells;
    }

    static String seconds(ScopeFigures scope, Metric metric, Figure figure) {
        return Figures.seconds(figure.of(scope.stat(metric)));
    }
}
