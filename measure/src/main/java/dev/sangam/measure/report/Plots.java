package dev.sangam.measure.report;

import dev.sangam.files.output.HtmlText;
import java.util.List;

/** Places for plots on a page. */
final class Plots {
    private Plots() {}

    static void write(HtmlText html, String heading, String text, List<Plot> plots) {
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
