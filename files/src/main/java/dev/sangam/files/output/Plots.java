package dev.sangam.files.output;

import java.util.List;

/** Places for plots on a page. */
public final class Plots {
    private Plots() {}

    /** A section with a card for each; {@link Plot#page} draws them. */
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
