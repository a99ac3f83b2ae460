package dev.sangam.measure.report;

import dev.sangam.files.output.HtmlPage;
import dev.sangam.files.output.HtmlText;
import java.util.List;

/** Places for plots on a page, and the page that has them. */
public final class Plots {
    private Plots() {}

    /** A page whose plots are drawn where {@link #write} put them. */
    public static String page(String title, HtmlText body, List<Plot> plots) {
        return HtmlPage.of(title, body.toString(), Plot.json(plots), HtmlPage.script(Plots.class, "plot.js"));
    }

    /** A place for each plot, under a heading; hidden without JavaScript. */
    public static void write(HtmlText html, String heading, String text, List<Plot> plots) {
        html.open("section class=\"drawn\"")
                .element("h2", heading)
                .element("p class=\"soft\"", text)
                .open("div class=\"plots\"");
        for (Plot plot : plots) {
            html.open("div class=\"card\"")
                    .element("h3", plot.title())
                    .element("p class=\"soft\"", plot.text() + ".")
                    .element("div class=\"plot\" id=\"" + plot.id() + "\"", "")
                    .close("div");
        }
        html.close("div").close("section");
    }
}
