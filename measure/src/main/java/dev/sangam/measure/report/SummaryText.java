package dev.sangam.measure.report;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.measure.figures.Counts;
import dev.sangam.measure.figures.RunSummary;
import dev.sangam.measure.figures.ScopeFigures;
import dev.sangam.measure.figures.Validity.Finding;
import dev.sangam.measure.run.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A run on one screen, about 110 columns wide. */
public final class SummaryText {
    private static final double GOOD_ATTAINMENT = 0.99;

    private final RunSummary summary;
    private final TextStyle style;
    private final List<String> lines = new ArrayList<>();

    private SummaryText(RunSummary summary, TextStyle style) {
        this.summary = summary;
        this.style = style;
    }

    /** The text, lines ending in {@code \n}. */
    public static String of(RunSummary summary, List<Fact> facts, TextStyle style) {
        SummaryText text = new SummaryText(summary, style);
        facts.forEach(fact -> text.line(fact.label(), fact.value()));
        text.findings();
        text.table();
        text.totals();
        return String.join("\n", text.lines) + "\n";
    }

    private void findings() {
        for (Finding finding : summary.validity().findings()) {
            boolean bad = finding.kind().invalidates();
            line(bad ? "INVALID" : "note", bad ? style.red(finding.text()) : finding.text());
        }
        lines.add("");
    }

    private void table() {
        List<ScopeFigures> scopes = ScopeRow.scopes(summary);
        TextTable table = new TextTable(1, ScopeRow.HEADER);
        scopes.forEach(scope -> table.add(ScopeRow.cells(scope)));
        lines.addAll(table.lines((row, column, text) -> {
            if (row == 0) {
                return style.bold(text);
            }
            ScopeFigures scope = scopes.get(row - 1);
            boolean poor = (column == ScopeRow.IN_SLO && scope.value(Metric.ATTAINMENT) < GOOD_ATTAINMENT)
                    || (column == ScopeRow.FAILED && scope.counts().failed() > 0);
            return poor ? style.red(text) : text;
        }));
        lines.add("");
    }

    private void totals() {
        ScopeFigures all = summary.all();
        Counts counts = all.counts();
        line(
                "sent late",
                "p50 " + ScopeRow.seconds(all, Metric.LATENESS, Figure.P50) + ", p99 "
                        + ScopeRow.seconds(all, Metric.LATENESS, Figure.P99) + "; from actual send, TTFT p99 would be "
                        + ScopeRow.seconds(all, Metric.TTFT_SENT, Figure.P99));
        line(
                "throughput",
                String.join(
                        ", ",
                        Figures.of(all.requestsPerSecond(), "requests/s"),
                        Figures.of(all.outputTokensPerSecond(), "output tokens/s"),
                        Figures.of(all.promptTokensPerSecond(), "prompt tokens/s")));
        line(
                "per stream",
                Figures.of(all.value(Metric.FLUID_TOKEN_RATE), "tokens/s fluid") + "; "
                        + Figures.of(all.value(Metric.TOKEN_RATE_TPOT), "by mean TPOT") + ", "
                        + Figures.of(all.value(Metric.TOKEN_RATE_TBT), "by p99 TBT"));
        if (counts.promised() > 0) {
            line(
                    "goodput",
                    Figures.of(all.value(Metric.GOODPUT), "requests/s within their SLO") + "; "
                            + Figures.count(counts.attained()) + " of " + Figures.count(counts.promised()));
        }
        if (counts.failed() > 0) {
            line("failed", style.red(failures(counts)));
        }
    }

    /** Kinds of failures, the HTTP statuses apart. */
    static String failures(Counts counts) {
        return counts.outcomes().entrySet().stream()
                .filter(e -> e.getKey().failed() && e.getValue() > 0)
                .map(e -> Figures.count(e.getValue()) + " " + failure(e.getKey(), counts))
                .collect(Collectors.joining(", "));
    }

    private static String failure(Outcome outcome, Counts counts) {
        String word = outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return outcome == Outcome.STATUS
                ? "HTTP "
                        + counts.statuses().entrySet().stream()
                                .map(e -> e.getKey() + (counts.statuses().size() > 1 ? " (" + e.getValue() + ")" : ""))
                                .collect(Collectors.joining(", "))
                : word;
    }

    private void line(String label, String text) {
        lines.add(String.format(Locale.ROOT, "%-13s %s", label, text).stripTrailing());
    }
}
