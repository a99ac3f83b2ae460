package dev.sangam.sim.profile.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlText;
import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plots;
import dev.sangam.sim.profile.OperatorFit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A profile as one HTML file: a table of its operators and plots of each. It needs nothing else and asks for nothing over
 * the network; without JavaScript the table remains.
 */
public final class ProfilePage {
    private final ProfileView view;
    private final HtmlText html = new HtmlText();

    private ProfilePage(ProfileView view) {
        this.view = view;
    }

    /** The text of the file. */
    public static String of(ProfileView view) {
        ProfilePage page = new ProfilePage(view);
        List<Plot> plots = new ArrayList<>();
        view.operators().stream().filter(fit -> !fit.free()).forEach(fit -> plots.addAll(OperatorPlots.of(view, fit)));
        page.body(plots);
        return Plot.page(view.title(), page.html.toString(), plots);
    }

    private void body(List<Plot> plots) {
        html.element("h1", view.title());
        html.element("p class=\"soft\"", view.profile().format() + ". Roofline: " + view.rooflineOf() + ".");
        view.profile().notes().forEach(note -> html.element("p class=\"note\"", note + "."));
        tiles();
        html.element("h2", "Operators");
        html.element(
                "p class=\"soft\"",
                "Times of one layer. Held out: predictions of points by fits that lacked them, with the mean of their"
                        + " absolute errors (MAPE; red above 5 %), what nine of ten are below, and the worst. Fit and"
                        + " roofline: MAPE at all points; bias: the roofline's mean signed error.");
        table();
        Plots.write(html, "Measured, fitted, roofline", "Drag to zoom, double-click to zoom out.", plots);
        html.element("h2", "What was measured").open("div class=\"card\"").open("dl");
        pair("shape", view.profile().shape().toString());
        pair(
                "tensor parallelism",
                view.tensorParallel() + " of " + view.profile().degrees());
        pair("folder", view.profile().path().toString());
        html.close("dl").close("div");
    }

    private void tiles() {
        int points =
                view.operators().stream().mapToInt(fit -> fit.points().size()).sum();
        html.open("div class=\"tiles\"");
        tile(Figures.count(points), "points");
        tile(Figures.count(view.operators().size()), "operators");
        tile(Figures.share(OperatorFit.medianHeldOut(view.operators())), "held-out MAPE, median of the operators");
        view.operators().stream()
                .filter(fit -> fit.heldOutErrors().count() > 0)
                .max(Comparator.comparingDouble(fit -> fit.heldOutErrors().mean()))
                .ifPresent(worst -> tile(
                        Figures.share(worst.heldOutErrors().mean()), "held-out MAPE of the worst, " + worst.name()));
        html.close("div");
    }

    private void tile(String value, String label) {
        html.open("div class=\"tile\"")
                .element("b", value)
                .element("span", label)
                .close("div");
    }

    private void table() {
        html.open("div class=\"card wide results\"").open("table").open("thead").open("tr");
        ProfileText.HEADER.forEach(head -> html.element("th", head));
        html.close("tr").close("thead").open("tbody");
        for (OperatorFit fit : view.operators()) {
            html.open("tr");
            List<String> cells = ProfileText.row(view, fit);
            for (int i = 0; i < cells.size(); i++) {
                boolean poor = i == ProfileText.MAPE && ProfileText.poor(fit);
                html.element(poor ? "td class=\"poor-text\"" : "td", cells.get(i));
            }
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
    }

    private void pair(String label, String value) {
        html.element("dt", label).element("dd", value);
    }
}
