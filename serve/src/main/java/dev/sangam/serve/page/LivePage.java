package dev.sangam.serve.page;

import dev.sangam.files.plot.PlotFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the live page by request path: {@code /} and what it loads from {@code /page/}. They hold nothing secret, so
 * that a browser gets them without a key; the figures come from {@code /v1/live/events}, which may ask for one. Paths that
 * are not listed here do not exist.
 */
public final class LivePage {
    /**
     * What a server sends with every file. The page states its own content security policy; that nobody may frame it can
     * be said in a header only.
     */
    public static final Map<String, String> HEADERS = Map.of(
            "content-security-policy", "frame-ancestors 'none'",
            "x-content-type-options", "nosniff",
            "referrer-policy", "no-referrer",
            "cache-control", "no-cache");

    private static final List<String> FILES = List.of(
            "page.css",
            "icon.svg",
            "main.js",
            "api.js",
            "chart.js",
            "classes.js",
            "deadlines.js",
            "dom.js",
            "feed.js",
            "format.js",
            "gaps.js",
            "history.js",
            "meter.js",
            "plots.js",
            "prompt.js",
            "sse.js",
            "tiles.js");

    private static final Map<String, PageFile> BY_PATH = read();

    private LivePage() {}

    /**
     * A file of the page.
     *
     * @param contentType with the character set
     * @param text its content
     */
    public record PageFile(String contentType, String text) {}

    /** The file at a request path, if there is one. */
    public static Optional<PageFile> at(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    private static Map<String, PageFile> read() {
        Map<String, PageFile> files = new LinkedHashMap<>();
        files.put("/", file("index.html", resource("index.html")));
        for (String name : FILES) {
            files.put("/page/" + name, file(name, resource(name)));
        }
        files.put("/page/uplot.js", file("uplot.js", PlotFile.SCRIPT.text()));
        files.put("/page/uplot.css", file("uplot.css", PlotFile.STYLE.text()));
        files.put("/page/uplot-licence.txt", file("uplot-licence.txt", PlotFile.LICENCE.text()));
        files.put("/page/colours.css", file("colours.css", PlotFile.COLOURS.text()));
        return files;
    }

    private static PageFile file(String name, String text) {
        String type = switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html";
            case "css" -> "text/css";
            case "js" -> "text/javascript";
            case "svg" -> "image/svg+xml";
            case "txt" -> "text/plain";
            default -> throw new IllegalStateException(name + " has an ending that no content type is known for");
        };
        return new PageFile(type + "; charset=utf-8", text);
    }

    private static String resource(String name) {
        try (var in = LivePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
