package dev.sangam.files.output;

import dev.sangam.files.Sha256;
import dev.sangam.files.plot.PlotFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A page that holds its own styles, scripts and data. Its content security policy lets run only the scripts it came with,
 * told by their hashes, and forbids every request.
 */
public final class HtmlPage {
    private static final String PLOT_STYLE = PlotFile.STYLE.text();
    private static final String PLOT_SCRIPT = PlotFile.SCRIPT.text();
    private static final String STYLE = PlotFile.COLOURS.text() + resource(HtmlPage.class, "page.css");
    private static final String PLOTS = resource(HtmlPage.class, "plots.js");

    private HtmlPage() {}

    private static String policy(String script) {
        return "default-src 'none'; script-src " + hash(PLOT_SCRIPT) + " " + hash(script) + "; style-src "
                + hash(PLOT_STYLE) + " " + hash(STYLE) + "; img-src data:; base-uri 'none'; form-action 'none'";
    }

    /**
     * The page.
     *
     * @param title plain text
     * @param body HTML
     * @param json data for the plots
     * @param script draws them: a module's text, from {@link #script}
     */
    public static String of(String title, String body, String json, String script) {
        return "<!DOCTYPE html>\n<html lang=\"en\" class=\"no-plots\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy(script) + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"referrer\" content=\"no-referrer\">\n"
                + "<link rel=\"icon\" href=\"data:,\">\n"
                + "<title>" + HtmlText.escaped(title) + "</title>\n"
                + "<style>" + PLOT_STYLE + "</style>\n<style>" + STYLE + "</style>\n</head>\n<body>\n<main>\n"
                + body
                + "<noscript><p class=\"soft\">The plots need JavaScript; the tables do not.</p></noscript>\n</main>\n"
                + "<script type=\"application/json\" id=\"figures\">" + scriptSafe(json) + "</script>\n"
                + "<!-- uPlot 1.6.32\n" + PlotFile.LICENCE.text() + "-->\n"
                + "<script>" + PLOT_SCRIPT + "</script>\n"
                + "<script type=\"module\">" + script + "</script>\n</body>\n</html>\n";
    }

    /** The same JSON without the one character that could end a script. */
    static String scriptSafe(String json) {
        return json.replace("<", "\\u003c");
    }

    private static String hash(String text) {
        byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    /** The script of one kind of page, a resource beside {@code owner}, with the plots that all of them draw. */
    public static String script(Class<?> owner, String name) {
        return PLOTS + resource(owner, name);
    }

    private static String resource(Class<?> owner, String name) {
        try (var in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
