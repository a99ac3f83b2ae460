package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlText;
import dev.sangam.files.output.Plot;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.report.FidelitySweep.Variant;
import dev.sangam.measure.fidelity.report.NamedPoints.Axis;
import dev.sangam.measure.fidelity.report.NamedPoints.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A sweep as one HTML file: size and speed against divergence and flips, and which file to ship. It needs no script. */
public final class FidelitySweepPage {
    private static final Axis SIZE = new Axis("size of the file", false, value -> Shown.bytes(Math.round(value)));
    private static final Axis SPEED = new Axis("tokens/s written", false, Figures::number);

    private final HtmlText html = new HtmlText();
    private final FidelitySweep sweep;

    private FidelitySweepPage(FidelitySweep sweep) {
        this.sweep = sweep;
    }

    /** The text of the file. */
    public static String of(FidelitySweep sweep) {
        FidelitySweepPage page = new FidelitySweepPage(sweep);
        page.body();
        return Plot.page(page.title(), page.html.toString(), List.of());
    }

    private String title() {
        return "Compressions of " + sweep.base().name();
    }

    private void body() {
        html.element("h1", title())
                .element(
                        "p class=\"soft\"",
                        "Which file to ship? Every file was held to the base on the same items and texts. Base: "
                                + FidelityText.model(sweep.base()) + ".");
        html.open("section class=\"card verdict " + (sweep.pick().isPresent() ? "close" : "changed") + "\"");
        List<String> sentences = FidelitySweepText.sentences(sweep);
        html.element("p class=\"headline\"", sentences.getFirst() + ".").open("ul");
        sentences.stream().skip(1).forEach(sentence -> html.element("li", sentence + "."));
        html.close("ul").close("section");
        table();
        html.element("h2", "Size, speed and fidelity").open("div class=\"plots\"");
        FidelityFigure damage = sweep.damage();
        picture("Size against " + damage.id(), SIZE, Variant::bytes, damage);
        if (damage != FidelityFigure.FLIPS) {
            picture("Size against flips", SIZE, Variant::bytes, FidelityFigure.FLIPS);
        }
        picture("Speed against " + damage.id(), SPEED, FidelitySweepPage::speed, damage);
        picture("Speed against flips", SPEED, FidelitySweepPage::speed, FidelityFigure.FLIPS);
        picture("Divergence against flips", axis(damage), variant -> variant.figure(damage), FidelityFigure.FLIPS);
        html.close("div");
        FidelityPage.facts(html, sweep.settings());
        sweep.variants().stream()
                .findFirst()
                .ifPresent(variant ->
                        FidelityPage.definitions(html, variant.report().comparison()));
    }

    private static double speed(Variant variant) {
        return variant.report().candidate().decodeTokensPerSecond();
    }

    private static Axis axis(FidelityFigure figure) {
        return new Axis(
                figure.id(),
                true,
                value -> figure.unit() == FidelityFigure.Unit.SHARE ? Figures.share(value) : plain(value));
    }

    private static String plain(double value) {
        return Math.abs(value) < 1e-4 && value != 0 ? Shown.nats(value) : Figures.number(value);
    }

    private void picture(String title, Axis x, ToDoubleFunction<Variant> across, FidelityFigure up) {
        String pick = sweep.pick().map(Variant::type).orElse("");
        List<Point> points = sweep.variants().stream()
                .map(variant -> new Point(
                        variant.type(),
                        across.applyAsDouble(variant),
                        variant.figure(up),
                        variant.type().equals(pick) ? "pick" : sweep.onFront(variant) ? "best" : ""))
                .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
                .toList();
        String text = up.definition().substring(0, up.definition().length() - 1)
                + ". Blue: no file is at once as small and as close to the base"
                + (pick.isEmpty() ? "" : "; green: to ship");
        new NamedPoints(title, text, x, axis(up), x.equals(SIZE) && up == sweep.damage(), points).write(html);
    }

    private void table() {
        FidelityRows rows = FidelitySweepText.rows(sweep);
        List<Variant> variants = FidelitySweepText.bySize(sweep);
        String pick = sweep.pick().map(Variant::type).orElse("");
        html.open("div class=\"card wide results dense\"")
                .open("table")
                .open("thead")
                .open("tr");
        rows.header().forEach(head -> html.element("th", head));
        html.close("tr").close("thead").open("tbody");
        for (int i = 0; i < variants.size(); i++) {
            Variant variant = variants.get(i);
            List<String> cells = rows.cells().get(i);
            html.open(variant.type().equals(pick) ? "tr class=\"pick\"" : "tr");
            if (variant.link().isEmpty()) {
                html.element("td", cells.getFirst());
            } else {
                html.open("td")
                        .element("a href=\"" + HtmlText.escaped(variant.link()) + "\"", cells.getFirst())
                        .close("td");
            }
            cells.stream().skip(1).forEach(cell -> html.element("td", cell));
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
    }
}
