package dev.sangam.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which texts models read side by side, and how. */
final class FidelityTextFlags {
    private static final int FEWEST_TOKENS = 16;
    private static final int MOST_TOKENS = 1 << 17;
    private static final int DEFAULT_TOKENS = 512;

    /** Of the text that comes with the product, so that a first answer does not take long. */
    private static final int BUILT_IN_WINDOWS = 16;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "A text, on whose tokens the distributions over the vocabulary are compared. May be repeated."
                    + " Default where nothing is asked: a part of a novel that comes with Sangam.")
    private List<Path> texts = new ArrayList<>();

    @Option(
            names = "--window",
            paramLabel = "TOKENS",
            description = "Tokens that are read together (default: 512). Those of the second half are scored.")
    private @Nullable String window;

    @Option(
            names = "--windows",
            paramLabel = "N",
            description = "Read at most N windows of each text (default: all; of the novel 16).")
    private @Nullable String windows;

    FidelityTextFlags() {}

    boolean any() {
        return !texts.isEmpty();
    }

    /** Files of texts. */
    List<Path> files() {
        return List.copyOf(texts);
    }

    /** Tokens of a window. */
    int windowTokens() {
        return window == null ? DEFAULT_TOKENS : FlagValues.whole("--window", window, FEWEST_TOKENS, MOST_TOKENS);
    }

    /** Most windows of a text. */
    int windows(AskedText text) {
        if (windows != null) {
            return FlagValues.whole("--windows", windows, 1, Integer.MAX_VALUE / 2);
        }
        return text.isBuiltIn() ? BUILT_IN_WINDOWS : Integer.MAX_VALUE;
    }
}
