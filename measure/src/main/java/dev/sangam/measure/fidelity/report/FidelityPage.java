package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlText;
import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plots;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.Flips;
import dev.sangam.measure.fidelity.SetFigures;
import dev.sangam.measure.report.Fact;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A report as one HTML file: the verdict, figures with their definitions, and the worst items to read side by side. It needs
 * nothing else and asks for nothing over the network; without JavaScript all but the plots remain.
 */
public final class FidelityPage {
    private final HtmlText html = new HtmlText();
    private final FidelityReport report;

    private FidelityPage(FidelityReport report) {
        this.report = report;
    }

    /** The text of the file. */
    public static String of(FidelityReport report) {
        FidelityPage page = new FidelityPage(report);
        List<Plot> plots = FidelityPlots.of(report);
        page.body(plots);
        return Plot.page(page.title(), page.html.toString(), plots);
    }

    private String title() {
        return report.candidate().name() + " against " + report.base().name();
    }

    private void body(List<Plot> plots) {
        html.element("h1", title());
        html.element(
                "p class=\"soft\"",
                "Is the compressed model still the same model? Base: " + FidelityText.model(report.base())
                        + ". Candidate: " + FidelityText.model(report.candidate()) + ".");
        verdict(html, Verdict.of(report));
        gates();
        tiles();
        Comparison comparison = report.comparison();
        if (!comparison.sets().isEmpty()) {
            answers(comparison);
        }
        Plots.write(html, "Pictures", "Drag to zoom, double-click to zoom out.", plots);
        WorstItems.write(html, comparison);
        if (!comparison.texts().isEmpty()) {
            WorstTokens.write(html, comparison);
            html.element("h2", "Tokens of the text")
                    .element(
                            "p class=\"soft\"",
                            "The figures of llama.cpp's perplexity tool, by the same definitions. ± is one standard error as if"
                                    + " tokens were independent; intervals draw whole chunks of the text again.");
            table(html, FidelityRows.texts(report));
        }
        facts(html, report.settings());
        definitions(html, comparison);
    }

    /** The answer first, in words. */
    static void verdict(HtmlText html, Verdict verdict) {
        html.open("section class=\"card verdict "
                        + verdict.degree().name().toLowerCase(Locale.ROOT).replace('_', '-') + "\"")
                .element("p class=\"headline\"", verdict.headline())
                .open("ul");
        verdict.reasons().forEach(reason -> html.element("li", reason + "."));
        html.close("ul").close("section");
    }

    private void gates() {
        if (report.gates().isEmpty()) {
            return;
        }
        html.element("h2", "Gates").open("div class=\"card\"").open("dl");
        for (FidelityGate.Judged each : report.gates()) {
            html.element("dt", each.gate().toString())
                    .open("dd")
                    .element(
                            each.met() ? "b class=\"good-text\"" : "b class=\"poor-text\"",
                            each.met() ? "met" : "missed")
                    .text(" at " + Shown.value(each.gate().figure(), each.value()))
                    .close("dd");
        }
        html.close("dl").close("div");
    }

    private void tiles() {
        html.open("div class=\"tiles\"");
        Stream.of(
                        FidelityFigure.FLIPS,
                        FidelityFigure.ALL_FLIPS,
                        FidelityFigure.AGREEMENT,
                        FidelityFigure.BASE_ACCURACY,
                        FidelityFigure.ACCURACY,
                        FidelityFigure.MCNEMAR_P,
                        FidelityFigure.OPTION_KL,
                        FidelityFigure.IDENTICAL,
                        FidelityFigure.PREFIX_LENGTH,
                        FidelityFigure.KL,
                        FidelityFigure.KL_P99,
                        FidelityFigure.SAME_TOP,
                        FidelityFigure.PPL_RATIO)
                .forEach(this::tile);
        html.close("div");
    }

    private void tile(FidelityFigure figure) {
        figure.of(report.comparison(), Optional.empty()).ifPresent(value -> {
            String noise = report.floor()
                    .flatMap(floor -> figure.of(floor, Optional.empty()))
                    .filter(of -> figure != FidelityFigure.BASE_ACCURACY && figure != FidelityFigure.ACCURACY)
                    .map(of -> "; noise " + Shown.value(figure, of))
                    .orElse("");
            html.open("div class=\"tile\"")
                    .element("b", Shown.value(figure, value))
                    .element("span", figure.id() + noise)
                    .close("div");
        });
    }

    private void answers(Comparison comparison) {
        html.element("h2", "Answers")
                .element(
                        "p class=\"soft\"",
                        "Accuracy is a sum: an answer lost and an answer gained cancel, and it stays the same. Flips count both."
                                + " Of two models with equal accuracy, the one that flips fewer answers is the closer to the"
                                + " base.");
        FidelityRows.scopes(comparison).forEach(this::outcomes);
        html.open("p class=\"legend soft\"");
        for (String[] part : new String[][] {
            {"kept", "right before and after"},
            {"lost", "lost: right, now wrong"},
            {"gained", "gained: wrong, now right"},
            {"other-wrong", "wrong in another way"},
            {"same-wrong", "wrong as before"}
        }) {
            html.element("span class=\"key " + part[0] + "\"", part[1]);
        }
        html.close("p");
        table(html, FidelityRows.sets(report));
        FidelityRows open = FidelityRows.open(report);
        if (!open.cells().isEmpty()) {
            html.element("h2", "Answers in words")
                    .element(
                            "p class=\"soft\"",
                            "Both models always took the likeliest token, so where their answers part they came to differ. A"
                                    + " right answer is found by the last number; strict flips by the number after ####.");
            table(html, open);
        }
        FidelityRows margins = FidelityRows.margins(comparison);
        if (!margins.cells().isEmpty()) {
            html.open("details class=\"card wide results dense\"")
                    .element("summary", "Flips by the base's top margin, in numbers");
            rows(html, margins);
            html.close("details");
        }
    }

    /** What became of the answers, as a bar. */
    private void outcomes(SetFigures set) {
        Flips flips = set.flips();
        if (flips.judged() == 0) {
            return;
        }
        html.open("div class=\"outcomes\"")
                .element("span", set.name() + ": " + Figures.share(flips.flips()) + " flipped")
                .open("svg viewBox=\"0 0 " + flips.judged()
                        + " 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"kept " + flips.kept()
                        + ", lost "
                        + flips.lost() + ", gained " + flips.gained() + ", wrong in another way " + flips.otherWrong()
                        + ", wrong as before " + flips.sameWrong() + "\"");
        int x = 0;
        x = part("kept", x, flips.kept());
        x = part("lost", x, flips.lost());
        x = part("gained", x, flips.gained());
        x = part("other-wrong", x, flips.otherWrong());
        part("same-wrong", x, flips.sameWrong());
        html.close("svg").close("div");
    }

    private int part(String kind, int x, int items) {
        html.element("rect class=\"" + kind + "\" x=\"" + x + "\" y=\"0\" height=\"10\" width=\"" + items + "\"", "");
        return x + items;
    }

    static void table(HtmlText html, FidelityRows rows) {
        html.open("div class=\"card wide results dense\"");
        rows(html, rows);
        html.close("div");
    }

    private static void rows(HtmlText html, FidelityRows rows) {
        html.open("table").open("thead").open("tr");
        rows.header().forEach(head -> html.element("th", head));
        html.close("tr").close("thead").open("tbody");
        for (List<String> row : rows.cells()) {
            html.open("tr");
            row.forEach(cell -> html.element("td", cell));
            html.close("tr");
        }
        html.close("tbody").close("table");
    }

    static void facts(HtmlText html, List<Fact> settings) {
        if (!settings.isEmpty()) {
            html.element("h2", "What was asked, and how")
                    .open("div class=\"card\"")
                    .open("dl");
            settings.forEach(fact -> html.element("dt", fact.label()).element("dd", fact.value()));
            html.close("dl").close("div");
        }
    }

    /** Of every figure that the comparison has. */
    static void definitions(HtmlText html, Comparison comparison) {
        html.element("h2", "What the figures mean")
                .open("details class=\"card\"")
                .element("summary", "Definitions")
                .open("dl");
        for (FidelityFigure figure : FidelityFigure.values()) {
            if (figure.of(comparison, Optional.empty()).isPresent()) {
                html.element("dt", figure.id()).element("dd", figure.definition());
            }
        }
        html.close("dl").close("details");
    }
}
