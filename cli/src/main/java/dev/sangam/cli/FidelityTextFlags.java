package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.serve.scoring.ScoringModel;
import dev.sangam.serve.scoring.TextWindows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which texts models read side by side, and how. */
final class FidelityTextFlags {
    private static final int FEWEST_TOKENS = 16;
    private static final int MOST_TOKENS = 1 << 17;
    private static final int MOST_WINDOWS = 100_000_000;
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

    /**
     * Reads the texts.
     *
     * @param builtIn whether the one that comes with Sangam takes their place when none is given
     */
    List<AskedText> read(boolean builtIn) {
        return texts.isEmpty() && builtIn ? List.of(AskedText.builtIn()) : AskedText.read(texts);
    }

    /** Cuts texts into windows of a model's tokens. */
    List<FidelityRun.Cut> cut(List<AskedText> read, Supplier<ScoringModel> model) {
        List<FidelityRun.Cut> result = new ArrayList<>();
        for (AskedText text : read) {
            try {
                TextWindows windows =
                        TextWindows.of(model.get(), text.content(), windowTokens(), false, windows(text.isBuiltIn()));
                result.add(new FidelityRun.Cut(text, windows));
            } catch (InputException e) {
                throw new InputException(text.name() + ": " + e.getMessage(), e);
            }
        }
        return result;
    }

    /** Tokens of a window. */
    int windowTokens() {
        return window == null ? DEFAULT_TOKENS : FlagValues.whole("--window", window, FEWEST_TOKENS, MOST_TOKENS);
    }

    /**
     * Most windows of a text.
     *
     * @param builtIn whether it is the one that comes with Sangam
     */
    int windows(boolean builtIn) {
        if (windows != null) {
            return FlagValues.whole("--windows", windows, 1, MOST_WINDOWS);
        }
        return builtIn ? BUILT_IN_WINDOWS : MOST_WINDOWS;
    }
}
