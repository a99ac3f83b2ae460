package dev.sangam.files.plot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** uPlot 1.6.32 (MIT) as its author publishes it, and the colours that pages and plots share. */
public enum PlotFile {
    /** Defines the global {@code uPlot}; runs under a content security policy without inline styles or scripts. */
    SCRIPT("uPlot.iife.min.js"),

    /** uPlot's own styles. */
    STYLE("uPlot.min.css"),

    /** The custom properties {@code --page}, {@code --ink}, {@code --c0} to {@code --c7} and others, light and dark. */
    COLOURS("colours.css"),

    /** uPlot's licence, which goes wherever uPlot goes. */
    LICENCE("LICENSE");

    private final String resource;

    PlotFile(String resource) {
        this.resource = resource;
    }

    /** The file's content. */
    public String text() {
        try (var in = PlotFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }
}
